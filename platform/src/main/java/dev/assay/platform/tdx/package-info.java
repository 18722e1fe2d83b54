/**
 * TD reports from {@code /dev/tdx_guest}, and the host's quote generation service (QGS), which makes quotes of them.
 *
 * <ul>
 *   <li>{@link dev.assay.platform.tdx.QgsQuotes} finds out whether this is a guest with that device.
 *   <li>{@link dev.assay.platform.tdx.LocalTdReport} is what the device makes; only this machine can check it.
 *   <li>The service is found by {@code QgsAddress}, asked by {@code QgsClient} in {@code QgsFrame}s, speaks
 *       {@code QgsMessage}s, and fails with {@code QgsError}s.
 * </ul>
 *
 * <p>Azure's guests have no such device. Guests from Linux 6.7 on have configfs-tsm, which takes the same way inside the
 * kernel and needs no configuration.
 */
@NullMarked
package dev.assay.platform.tdx;

import org.jspecify.annotations.NullMarked;
