/**
 * System calls that the JDK has no methods for, by {@code java.lang.foreign}; behind an interface, so that devices which
 * this machine lacks can be stood in for.
 */
@NullMarked
package dev.assay.platform.linux;

import org.jspecify.annotations.NullMarked;
