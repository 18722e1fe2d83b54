/**
 * Sources by configuration: a {@link dev.assay.provision.config.SourceConfiguration} is read from a file or made of
 * options, {@link dev.assay.provision.config.ConfiguredSources#open} puts its sources together.
 */
@NullMarked
package dev.assay.provision.config;

import org.jspecify.annotations.NullMarked;
