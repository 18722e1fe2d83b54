package dev.assay.policy;

import dev.assay.verify.ReasonCode;
import dev.assay.verify.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Collects what rules refuse. */
final class Refusals {

    private final List<Rejection> rejections = new ArrayList<>();

    void add(ReasonCode code, String where, String found, String expected, String advice) {
        rejections.add(new Rejection(code, where, found, expected, advice));
    }

    List<Rejection> list() {
        return rejections;
    }
}
