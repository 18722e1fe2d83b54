/**
 * Verification: is this quote from a genuine platform, and what is that platform worth?
 *
 * <p>{@link dev.assay.verify.QuoteVerifier} takes a quote, its collateral and an instant, and gives a {@link
 * dev.assay.verify.Verification}: verified facts, or every {@link dev.assay.verify.Rejection} with its {@link
 * dev.assay.verify.ReasonCode}. All it trusts is a {@link dev.assay.verify.TrustAnchor}.
 *
 * <p>Each step is a class of its own, named after what it proves, in this order:
 *
 * <ol>
 *   <li>{@code CollateralIsGenuine}: {@code ChainLeadsToAnchor}, {@code CrlIsAuthentic}, {@code DocumentIsSigned},
 *       {@code NothingIsRevoked}
 *   <li>{@code PckChainOfQuote}, {@code ChainLeadsToAnchor}
 *   <li>{@code QeReportIsSignedByPck}
 *   <li>{@code AttestationKeyBelongsToQe}
 *   <li>{@code QuoteIsSigned}
 *   <li>{@code EverythingIsInDate}
 *   <li>{@code PckCrlCoversPlatform}, {@code NothingIsRevoked}
 *   <li>{@code TcbInfoFitsPlatform}
 *   <li>{@code QeIsGenuine}
 *   <li>{@code TdxModuleIsGenuine}
 *   <li>{@code TcbIsEvaluated}
 * </ol>
 *
 * <p>The package reads no clock, does no I/O, starts no thread and installs no security provider.
 */
@NullMarked
package dev.assay.verify;

import org.jspecify.annotations.NullMarked;
