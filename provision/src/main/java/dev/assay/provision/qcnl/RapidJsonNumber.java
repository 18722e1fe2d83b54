package dev.assay.provision.qcnl;

import dev.assay.bytes.Bytes;
import dev.assay.provision.qcnl.RapidJson.Fault;
import java.math.BigInteger;

/**
 * One number as RapidJSON reads it. Its types matter: 6 is a whole number, 6.0 is not, and 3000000000 is neither that
 * nor a double, so that Intel's reader drops it where it asks for an hour. Source: RapidJSON, {@code ParseNumber}.
 */
final class RapidJsonNumber {

    private static final BigInteger UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger INT64 = BigInteger.ONE.shiftLeft(63);
    private static final String TOO_BIG = "Number too big to be stored in double.";

    private static final int DIGITS_OF_UINT64 = 20;
    private static final long MANTISSA = (1L << 53) - 1;

    private static final double TENTH_OF_MAXIMUM = Double.parseDouble("1.7976931348623157e307");

    private final Bytes file;
    private final int start;
    private int next;

    RapidJsonNumber(Bytes file, int start) {
        this.file = file;
        this.start = start;
        this.next = start;
    }

    int end() {
        return next;
    }

    private int peek() {
        return next < file.length() ? file.at(next) : 0;
    }

    private boolean isDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    private boolean consume(char expected) {
        if (peek() == expected) {
            next++;
            return true;
        }
        return false;
    }

    JsonNode read() throws Fault {
        boolean minus = consume('-');
        int digits = next;
        if (peek() == '0') {
            next++;
        } else if (isDigit()) {
            skipDigits();
        } else {
            throw new Fault("Invalid value.", next);
        }
        int integerEnd = next;
        boolean whole = fitsInto64Bits(minus, digits, integerEnd);
        if (!whole) {
            refuseOverflow(digits, integerEnd);
        }
        int fraction = fraction(whole, file.slice(digits, integerEnd - digits));
        boolean exponent = exponent(fraction);
        double value = Double.parseDouble(file.slice(start, next - start).latin1());
        boolean isDouble = !whole || integerEnd != next || exponent;
        boolean isInt = !isDouble && value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
        return new JsonNode.Numeral(value, isDouble, isInt);
    }

    private void skipDigits() {
        while (isDigit()) {
            next++;
        }
    }

    private boolean fitsInto64Bits(boolean minus, int from, int to) {
        return to - from <= DIGITS_OF_UINT64
                && new BigInteger(file.slice(from, to - from).latin1()).compareTo(minus ? INT64 : UINT64) <= 0;
    }

    /** RapidJSON gives up before the digit that would overflow, as soon as what it has exceeds a tenth of the maximum. */
    private void refuseOverflow(int from, int to) throws Fault {
        double sum = 0;
        for (int i = from; i < to; i++) {
            if (sum >= TENTH_OF_MAXIMUM) {
                throw new Fault(TOO_BIG, start);
            }
            sum = sum * 10 + (file.at(i) - '0');
        }
    }

    /** How many digits after the point RapidJSON counts into its exponent: what 53 bits, then 17 digits, can hold. */
    private int fraction(boolean whole, Bytes integer) throws Fault {
        if (!consume('.')) {
            return 0;
        }
        if (!isDigit()) {
            throw new Fault("Miss fraction part in number.", next);
        }
        if (!whole) {
            skipDigits();
            return 0;
        }
        long significand = Long.parseUnsignedLong(integer.latin1());
        int significant = integer.length() - 1;
        int counted = 0;
        while (isDigit() && Long.compareUnsigned(significand, MANTISSA) <= 0) {
            significand = significand * 10 + (file.at(next++) - '0');
            counted++;
            significant += significand != 0 ? 1 : 0;
        }
        while (isDigit()) {
            counted += significant < 17 ? 1 : 0;
            significant++;
            next++;
        }
        return counted;
    }

    private boolean exponent(int fractionDigits) throws Fault {
        if (!consume('e') && !consume('E')) {
            return false;
        }
        boolean minus = !consume('+') && consume('-');
        if (!isDigit()) {
            throw new Fault("Miss exponent in number.", next);
        }
        int largest = 308 + fractionDigits;
        // The first digit alone is not held against the maximum, nor need it be: that is never below 9.
        long exponent = 0;
        while (isDigit()) {
            exponent = Math.min(exponent * 10 + (peek() - '0'), Integer.MAX_VALUE);
            next++;
            if (!minus && exponent > largest) {
                throw new Fault(TOO_BIG, start);
            }
        }
        return true;
    }
}
