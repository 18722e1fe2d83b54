package dev.assay.simulator.files;

/** What has a name in a folder. */
public sealed interface PseudoNode permits PseudoFolder, PseudoFile {}
