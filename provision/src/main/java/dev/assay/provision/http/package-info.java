/**
 * Collateral over HTTP.
 *
 * <p>{@link dev.assay.provision.http.IntelPcs} asks Intel, {@link dev.assay.provision.http.Pccs} a caching service,
 * {@link dev.assay.provision.http.AzureThim} and {@link dev.assay.provision.http.AzureInstanceMetadata} Azure; {@link
 * dev.assay.provision.http.RegistrationService} registers platforms. They share a {@link
 * dev.assay.provision.http.ProvisioningHttp}, which bounds time and size, obeys {@code Retry-After} and finds the proxy;
 * {@link dev.assay.provision.http.HttpOptions} say how patient it is.
 */
@NullMarked
package dev.assay.provision.http;

import org.jspecify.annotations.NullMarked;
