package dev.assay.cli.inspect;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import dev.assay.cli.facts.Facts;
import dev.assay.collateral.Collateral;
import dev.assay.collateral.CollateralPiece;
import dev.assay.collateral.EnclaveIdentity;
import dev.assay.collateral.Signed;
import dev.assay.collateral.TcbInfo;
import dev.assay.pck.Certificates;
import dev.assay.pck.Crl;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Explains sets of collateral: what is there, for what it is, how long it holds. */
public final class CollateralInspection {

    private CollateralInspection() {}

    static Inspection ofBundle(String title, Collateral collateral) {
        return new Inspection(Kind.COLLATERAL_BUNDLE, title, facts(collateral));
    }

    /** A folder with the files that {@code verify --collateral} reads; empty if it has none of them. */
    public static Optional<Inspection> ofFolder(Collateral collateral) {
        return collateral.pieces().isEmpty()
                ? Optional.empty()
                : Optional.of(new Inspection(Kind.COLLATERAL_FOLDER, "collateral folder", facts(collateral)));
    }

    static Facts facts(Collateral collateral) {
        List<Facts> rows = new ArrayList<>();
        for (CollateralPiece piece : CollateralPiece.values()) {
            Optional<Bytes> bytes = collateral.piece(piece);
            if (bytes.isPresent() || piece != CollateralPiece.PCK_CHAIN) {
                rows.add(row(piece, bytes));
            }
        }
        return new Facts().addRows("pieces", "pieces", rows);
    }

    /** What is to be said of a piece on one line. */
    private record Content(String what, Optional<Instant> from, Optional<Instant> until) {

        static Content of(String what) {
            return new Content(what, Optional.empty(), Optional.empty());
        }
    }

    private static Facts row(CollateralPiece piece, Optional<Bytes> bytes) {
        Content content;
        try {
            content = bytes.isPresent() ? read(piece, bytes.get()) : Content.of("missing");
        } catch (MalformedException e) {
            content = Content.of("unreadable: " + e.getMessage());
        }
        Facts row = new Facts().add("piece", "piece", piece.title());
        content.from().ifPresentOrElse(from -> row.add("from", "from", from), () -> row.addAbsent("from", "from", ""));
        content.until()
                .ifPresentOrElse(until -> row.add("until", "until", until), () -> row.addAbsent("until", "until", ""));
        return row.add("content", "content", content.what());
    }

    private static Content read(CollateralPiece piece, Bytes bytes) throws MalformedException {
        return switch (piece) {
            case TCB_INFO -> {
                TcbInfo info = Signed.tcbInfo(bytes).readWithoutVerifying();
                yield new Content(
                        Inspector.ofTcbInfo(info).title(),
                        Optional.of(info.issueDate()),
                        Optional.of(info.nextUpdate()));
            }
            case QE_IDENTITY -> {
                EnclaveIdentity identity = Signed.enclaveIdentity(bytes).readWithoutVerifying();
                yield new Content(
                        Inspector.ofIdentity(identity).title(),
                        Optional.of(identity.issueDate()),
                        Optional.of(identity.nextUpdate()));
            }
            case PCK_CRL, ROOT_CA_CRL -> {
                Crl crl = Crl.parse(bytes);
                yield new Content(
                        crl.size() + " revoked by " + crl.issuer().getName(),
                        Optional.of(crl.thisUpdate()),
                        crl.nextUpdate());
            }
            case TCB_INFO_ISSUER_CHAIN, QE_IDENTITY_ISSUER_CHAIN, PCK_CRL_ISSUER_CHAIN, PCK_CHAIN ->
                chain(Certificates.parsePem(bytes));
        };
    }

    private static Content chain(List<X509Certificate> chain) {
        List<String> names = new ArrayList<>();
        Instant from = Instant.MIN;
        Instant until = Instant.MAX;
        for (X509Certificate certificate : chain) {
            names.add(Certificates.commonName(certificate));
            Instant notBefore = certificate.getNotBefore().toInstant();
            Instant notAfter = certificate.getNotAfter().toInstant();
            from = notBefore.isAfter(from) ? notBefore : from;
            until = notAfter.isBefore(until) ? notAfter : until;
        }
        return new Content(String.join(", ", names), Optional.of(from), Optional.of(until));
    }
}
