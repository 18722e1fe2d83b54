package dev.assay.provision.plugin;

/**
 * Something about quote provider libraries that a person should know.
 *
 * @param id stable, as in {@code two-providers-one-name}
 * @param text what is there, what follows, what to do
 */
public record Notice(String id, String text) {}
