/** Linux' configfs-tsm: the kernel's own interface for quotes of confidential guests, TDX and SEV-SNP alike. */
@NullMarked
package dev.assay.platform.tsm;

import org.jspecify.annotations.NullMarked;
