package dev.assay.platform.sgx;

import dev.assay.platform.linux.Errno;
import dev.assay.platform.linux.KernelException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * An enclave as driver and processor see it while it is built. Measures and checks signatures by its own code, from the
 * bytes that it is handed. Limits and quirks of one processor are left out.
 */
final class FakeEnclave {

    /** A page as the processor keeps it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and written to by the enclave
    record Page(long flags, byte[] content) {}

    private static final int SUPPORTED_ATTRIBUTES = 0x36;

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private final MessageDigest measurement = sha256();
    private boolean created;
    private boolean initialised;
    private long size;
    private long base;
    private long attributes;
    private long xfrm;
    private int miscSelect;
    private long allowed = 0x6;
    private byte[] mrEnclave = {};
    private byte[] mrSigner = {};

    void create(byte[] page) throws KernelException {
        ByteBuffer secs = little(page);
        require(!created, Errno.EINVAL);
        size = secs.getLong(0);
        base = secs.getLong(8);
        int frame = secs.getInt(16);
        miscSelect = secs.getInt(20);
        attributes = secs.getLong(48);
        xfrm = secs.getLong(56);
        require(Long.bitCount(size) == 1, Errno.EINVAL);
        // From here on it is ECREATE that faults.
        require(size >= 8192 && base % size == 0 && frame > 0, Errno.EIO);
        require((attributes & 4) != 0 && (attributes & ~SUPPORTED_ATTRIBUTES) == 0, Errno.EIO);
        require(xfrm == 3 && miscSelect == 0, Errno.EIO);
        require(isZero(page, 24, 48) && isZero(page, 64, 4096), Errno.EIO);
        created = true;
        measure("ECREATE", (long) frame | (size << 32), size >>> 32);
    }

    void add(long offset, byte[] secInfo, byte[] content, boolean measured) throws KernelException {
        require(created && !initialised, Errno.EINVAL);
        require(offset % 4096 == 0 && offset >= 0 && offset < size, Errno.EINVAL);
        long flags = little(secInfo).getLong(0);
        long type = flags & 0xff00;
        require(type == 0x100 || type == 0x200, Errno.EINVAL);
        require((flags & ~0xff07L) == 0 && isZero(secInfo, 8, 64), Errno.EINVAL);
        require((flags & 2) == 0 || (flags & 1) != 0, Errno.EINVAL);
        require(type != 0x100 || (flags & 7) == 0, Errno.EINVAL);
        require(!pages.containsKey(offset), Errno.EBUSY);
        if (type == 0x100) {
            checkThread(content);
        }
        pages.put(offset, new Page(flags, content.clone()));
        measure("EADD", offset, flags);
        for (int at = 0; measured && at < 4096; at += 256) {
            measure("EEXTEND", offset + at, 0);
            measurement.update(content, at, 256);
        }
    }

    /** What EADD looks at in a TCS. */
    private static void checkThread(byte[] content) throws KernelException {
        ByteBuffer tcs = little(content);
        require((tcs.getLong(8) & ~1L) == 0, Errno.EIO);
        require(tcs.getLong(16) % 4096 == 0 && tcs.getLong(48) % 4096 == 0 && tcs.getLong(56) % 4096 == 0, Errno.EIO);
        require(isZero(content, 0, 8) && isZero(content, 40, 48) && isZero(content, 72, 4096), Errno.EIO);
    }

    void allow(long attribute) {
        allowed |= attribute;
    }

    void initialise(byte[] sigStruct) throws KernelException {
        require(created && !initialised, Errno.EINVAL);
        ByteBuffer signed = little(sigStruct);
        require(signed.getInt(16) == 0 || signed.getInt(16) == 0x8086, Errno.EINVAL);
        require((attributes & ~allowed) == 0, Errno.EACCES);
        require((signed.getLong(928) & signed.getLong(944) & ~SUPPORTED_ATTRIBUTES) == 0, Errno.EINVAL);
        require((signed.getInt(900) & signed.getInt(904)) == 0, Errno.EINVAL);
        require((signed.getLong(936) & signed.getLong(952) & ~3) == 0, Errno.EINVAL);
        // From here on it is EINIT that refuses.
        mrEnclave = measurement.digest();
        mrSigner = sha256().digest(Arrays.copyOfRange(sigStruct, 128, 512));
        require(isHeaderRight(sigStruct) && isSignatureRight(sigStruct), Errno.EPERM);
        require(Arrays.equals(mrEnclave, Arrays.copyOfRange(sigStruct, 960, 992)), Errno.EPERM);
        require(((attributes ^ signed.getLong(928)) & signed.getLong(944)) == 0, Errno.EPERM);
        require(((xfrm ^ signed.getLong(936)) & signed.getLong(952)) == 0, Errno.EPERM);
        require(((miscSelect ^ signed.getInt(900)) & signed.getInt(904)) == 0, Errno.EPERM);
        initialised = true;
    }

    private static boolean isHeaderRight(byte[] sigStruct) {
        return hex(sigStruct, 0, 16).equals("06000000e10000000000010000000000")
                && hex(sigStruct, 24, 40).equals("01010000600000006000000001000000")
                && hex(sigStruct, 512, 516).equals("03000000")
                && isZero(sigStruct, 44, 128)
                && isZero(sigStruct, 908, 928)
                && isZero(sigStruct, 992, 1024)
                && isZero(sigStruct, 1028, 1040);
    }

    /** As EINIT can, with no division: the quotients are part of what it is given. */
    private static boolean isSignatureRight(byte[] sigStruct) {
        BigInteger modulus = number(sigStruct, 128);
        BigInteger signature = number(sigStruct, 516);
        BigInteger squared =
                signature.multiply(signature).subtract(number(sigStruct, 1040).multiply(modulus));
        BigInteger cubed =
                squared.multiply(signature).subtract(number(sigStruct, 1424).multiply(modulus));
        if (squared.signum() < 0 || squared.compareTo(modulus) >= 0 || cubed.compareTo(modulus) >= 0) {
            return false;
        }
        MessageDigest digest = sha256();
        digest.update(sigStruct, 0, 128);
        digest.update(sigStruct, 900, 128);
        String expected = "0001" + "ff".repeat(330) + "00" + "3031300d060960864801650304020105000420"
                + HexFormat.of().formatHex(digest.digest());
        return cubed.equals(new BigInteger(expected, 16));
    }

    /** What pages at {@code address} may at most be mapped with: arch/x86/kernel/cpu/sgx/ioctl.c and encl.c. */
    int mostRights(long address) {
        Page page = pages.get(address - base);
        if (page == null) {
            return 0;
        }
        return (page.flags & 0xff00) == 0x100 ? 3 : (int) (page.flags & 7);
    }

    Map<Long, Page> pages() {
        return pages;
    }

    boolean isInitialised() {
        return initialised;
    }

    long base() {
        return base;
    }

    long size() {
        return size;
    }

    /** With INIT, which the processor sets. */
    long attributes() {
        return initialised ? attributes | 1 : attributes;
    }

    byte[] mrEnclave() {
        return mrEnclave;
    }

    byte[] mrSigner() {
        return mrSigner;
    }

    private void measure(String name, long second, long third) {
        measurement.update(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 8));
        measurement.update(little(new byte[56]).putLong(second).putLong(third).array());
    }

    private static BigInteger number(byte[] from, int at) {
        byte[] big = new byte[384];
        for (int i = 0; i < big.length; i++) {
            big[i] = from[at + 383 - i];
        }
        return new BigInteger(1, big);
    }

    private static String hex(byte[] content, int from, int to) {
        return HexFormat.of().formatHex(content, from, to);
    }

    private static boolean isZero(byte[] content, int from, int to) {
        for (int i = from; i < to; i++) {
            if (content[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer little(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void require(boolean condition, Errno otherwise) throws KernelException {
        if (!condition) {
            throw new KernelException("fake ioctl", otherwise.number());
        }
    }
}
