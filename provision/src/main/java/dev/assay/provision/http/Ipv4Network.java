package dev.assay.provision.http;

import java.util.Optional;

/** A range of addresses, as in {@code 10.0.0.0/8}. */
record Ipv4Network(int address, int bits) {

    static final Ipv4Network LOOPBACK = new Ipv4Network(0x7f000000, 8);

    /** RFC 3927; clouds have their metadata services there. */
    static final Ipv4Network LINK_LOCAL = new Ipv4Network(0xa9fe0000, 16);

    static Optional<Ipv4Network> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,2}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return bits > 32
                ? Optional.empty()
                : number(text.substring(0, slash)).map(address -> new Ipv4Network(address, bits));
    }

    /** Whether {@code host} is written as an address and lies in this network; names are not looked up. */
    boolean contains(String host) {
        int mask = bits == 0 ? 0 : -1 << (32 - bits);
        return number(host).map(number -> (number & mask) == (address & mask)).orElse(false);
    }

    private static Optional<Integer> number(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return Optional.empty();
        }
        int number = 0;
        for (String part : text.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                return Optional.empty();
            }
            number = number << 8 | octet;
        }
        return Optional.of(number);
    }
}
