/**
 * Collateral over HTTP.
 *
 * <p>{@link dev.assay.provision.http.IntelPcs} asks Intel. They share a {@link
 * dev.assay.provision.http.ProvisioningHttp}, which bounds time and size, obeys {@code Retry-After} and finds the proxy;
 * {@link dev.assay.provision.http.HttpOptions} say how patient it is.
 */
@NullMarked
package dev.assay.provision.http;

import org.jspecify.annotations.NullMarked;
