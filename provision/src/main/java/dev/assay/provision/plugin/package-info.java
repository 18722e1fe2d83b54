/**
 * Quote provider libraries: which one each consumer would load on a machine, whose it is, and what in the environment
 * changes its answers.
 *
 * <p>{@link dev.assay.provision.plugin.PluginSearch#search} walks a {@link dev.assay.provision.plugin.Machine}, which is
 * a folder taken for the root of the file system and an environment: the running machine, or what was captured of
 * another. It gives {@link dev.assay.provision.plugin.PluginReport}: a choice for each
 * {@link dev.assay.provision.plugin.Consumer}, all candidates and all {@linkplain dev.assay.provision.plugin.Notice
 * notices}. {@link dev.assay.provision.plugin.ProviderVariable} explains the variables.
 *
 * <p>Nothing is loaded or run. Files are hostile: {@link dev.assay.provision.plugin.ElfImage} reads a bounded part of
 * them and believes no offset.
 */
@NullMarked
package dev.assay.provision.plugin;

import org.jspecify.annotations.NullMarked;
