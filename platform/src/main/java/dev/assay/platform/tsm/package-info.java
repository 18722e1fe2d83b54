/**
 * Linux' configfs-tsm: the kernel's own interface for quotes of confidential guests, TDX and SEV-SNP alike.
 *
 * <p>{@link dev.assay.platform.tsm.TsmQuotes} finds it. A request makes an entry in {@code /sys/kernel/config/tsm/report},
 * writes report data into it, reads the quote and removes it; the entry counts what is written to it, so a stranger's write
 * in between is noticed. Source: Linux, {@code Documentation/ABI/testing/configfs-tsm-report}.
 */
@NullMarked
package dev.assay.platform.tsm;

import org.jspecify.annotations.NullMarked;
