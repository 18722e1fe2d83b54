/**
 * Policy: is what was verified good enough for me, and is it the code that I want to talk to?
 *
 * <p>A {@link dev.assay.policy.Policy} is data: {@link dev.assay.policy.TcbRules}, {@link
 * dev.assay.policy.CollateralRules}, {@link dev.assay.policy.PlatformRules}, {@link dev.assay.policy.SgxRules} and {@link
 * dev.assay.policy.TdxRules}, with presets and a JSON form (docs/policy.md). It turns a {@link
 * dev.assay.verify.Verification} into a {@link dev.assay.policy.Verdict}.
 *
 * <p>Every refusal names the rule, what was found and what would have passed.
 */
@NullMarked
package dev.assay.policy;

import org.jspecify.annotations.NullMarked;
