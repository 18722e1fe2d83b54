package dev.assay.collateral;

/**
 * One of the sixteen security versions that a TCB level demands.
 *
 * @param svn 0 to 255
 * @param category who updates it, as in {@code BIOS} or {@code OS/VMM}; empty where Intel does not say
 * @param type what it is, as in {@code Early Microcode Update}; empty where Intel does not say
 */
public record TcbComponent(int svn, String category, String type) {}
