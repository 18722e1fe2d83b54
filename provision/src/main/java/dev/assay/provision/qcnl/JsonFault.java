package dev.assay.provision.qcnl;

/**
 * Why the file is not JSON.
 *
 * @param sentence RapidJSON's own, as Intel's library logs it after {@code Load JSON config error:}
 * @param where the byte that RapidJSON stopped at
 */
public record JsonFault(String sentence, Position where) {}
