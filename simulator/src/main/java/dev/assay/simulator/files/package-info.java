/**
 * Files of a kernel that is not there: folders and files of {@code /sys}, {@code /dev} and configfs, each call of which is
 * answered by an object.
 *
 * <ul>
 *   <li>{@link dev.assay.simulator.files.PseudoFiles} is the file system: {@code java.nio.file} works on its paths.
 *   <li>{@link dev.assay.simulator.files.PseudoFile} is a file: what reading and writing do, in the ways that Linux has.
 *   <li>{@link dev.assay.simulator.files.PseudoFolder} is a folder, which may let clients make entries, as configfs does.
 *   <li>{@link dev.assay.simulator.files.PosixError} is how a call fails; {@link dev.assay.simulator.files.Caller} is who
 *       waits in one, until the file is closed.
 * </ul>
 *
 * <pre>{@code
 * PseudoFiles files = new PseudoFiles();
 * files.folder("/sys/class/toy").with("speed", PseudoFile.reading(caller -> Bytes.ofUtf8("7\n")));
 * files.folder("/dev").with("toy", PseudoFile.device(() -> (command, caller) -> answerTo(command)));
 * Files.readString(files.root().resolve("sys/class/toy/speed"));
 * }</pre>
 */
@NullMarked
package dev.assay.simulator.files;

import org.jspecify.annotations.NullMarked;
