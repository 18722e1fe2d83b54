package dev.assay.pck;

import dev.assay.bytes.Bytes;
import dev.assay.bytes.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the nesting of a certificate or CRL before the JDK's decoder does.
 *
 * <p>The decoder of JDK 17 descends by recursion into elements of indefinite length, which DER does not have: 64 KB of
 * them overflow the stack. So the outer structure must have definite lengths throughout, and neither it nor the value of
 * an extension may be nested deeper than any real one is.
 */
final class DerNesting {

    /** Real certificates and CRLs need ten. */
    private static final int MAX_DEPTH = 32;

    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1f;
    private static final int INDEFINITE = 0x80;

    private final String what;
    private final Bytes der;

    private DerNesting(String what, Bytes der) {
        this.what = what;
        this.der = der;
    }

    /** Fails unless {@code der} is one element with definite lengths that is nested to a sane depth. */
    static void require(String what, Bytes der) throws MalformedException {
        new DerNesting(what, der).walk(0, der.length(), true);
    }

    /**
     * Walks the elements from {@code start} to {@code end}.
     *
     * @param strict whether what is no DER is malformed. Values of extensions may be anything; there the walk ends where the
     *     DER does, and an indefinite length reaches to the end of what it stands in
     */
    private void walk(int start, int end, boolean strict) throws MalformedException {
        int[] ends = new int[MAX_DEPTH + 1];
        ends[0] = end;
        int depth = 0;
        int position = start;
        while (position < end) {
            while (position >= ends[depth]) {
                depth--;
            }
            Element element = element(position, ends[depth]);
            if (element == null || (strict && element.isIndefinite())) {
                if (strict) {
                    throw new MalformedException(what, position, "no element of DER", "a definite length that fits");
                }
                return;
            }
            int tag = der.at(position);
            if ((tag & CONSTRUCTED) != 0) {
                if (depth == MAX_DEPTH) {
                    throw new MalformedException(what, position, "more than " + MAX_DEPTH + " levels", "fewer");
                }
                ends[++depth] = element.end();
                position = element.start();
            } else {
                if (strict && tag == DerReader.OCTET_STRING) {
                    walk(element.start(), element.end(), false);
                }
                position = element.end();
            }
        }
    }

    /** Where an element's content starts and ends. */
    private record Element(int start, int end, boolean isIndefinite) {}

    /** The element at {@code position}, or null where there is none that ends at {@code limit} or before. */
    private @Nullable Element element(int position, int limit) {
        if (limit - position < 2 || (der.at(position) & LONG_TAG) == LONG_TAG) {
            return null;
        }
        int start = position + 2;
        long length = der.at(position + 1);
        if (length == INDEFINITE) {
            return new Element(start, limit, true);
        }
        if (length > INDEFINITE) {
            int lengthBytes = (int) length - INDEFINITE;
            if (lengthBytes > 4 || lengthBytes > limit - start) {
                return null;
            }
            length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = (length << 8) | der.at(start + i);
            }
            start += lengthBytes;
        }
        return length > limit - start ? null : new Element(start, start + (int) length, false);
    }
}
