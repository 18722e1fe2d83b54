package dev.assay.provision.qcnl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values that Intel's library works with after it has read the file.
 *
 * @param pccsUrl where PCK certificates and policies come from; the library appends {@code pckcert?...} to it as it stands
 * @param useSecureCert whether the server's certificate and name are checked
 * @param collateralService where CRLs, TCB infos and identities come from
 * @param tcbUpdateType {@code standard} or {@code early}
 * @param pccsApiVersion {@code 3.1} asks a PCCS for CRLs in DER; becomes the version of the collateral
 * @param retryTimes 0 to 4294967295: a negative number becomes a huge one
 * @param retryDelay seconds; 0 waits 1, 2, 4 ... seconds
 * @param localPckUrl tried before {@code pccsUrl}; empty for none
 * @param pckCacheExpireHours hours; 0 keeps nothing; at most {@value #MAX_CACHE_HOURS}
 * @param verifyCollateralCacheExpireHours likewise
 * @param localCacheOnly whether PCK certificates come from files made beforehand, and from nowhere else
 * @param requestHeaders added to requests for PCK certificates
 * @param requestParameters likewise
 */
public record QcnlSettings(
        String pccsUrl,
        boolean useSecureCert,
        String collateralService,
        String tcbUpdateType,
        String pccsApiVersion,
        long retryTimes,
        long retryDelay,
        String localPckUrl,
        double pckCacheExpireHours,
        double verifyCollateralCacheExpireHours,
        boolean localCacheOnly,
        Map<String, String> requestHeaders,
        Map<String, String> requestParameters) {

    /** 90 days. */
    public static final int MAX_CACHE_HOURS = 2160;

    /** Where Intel's installer puts a PCCS, and what the library falls back to. */
    public static final String DEFAULT_URL = "https://localhost:8081/sgx/certification/v4/";

    public QcnlSettings {
        requestHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(requestHeaders));
        requestParameters = Collections.unmodifiableMap(new LinkedHashMap<>(requestParameters));
    }

    /** What the library works with when no file says otherwise. */
    public static QcnlSettings defaults() {
        return new Draft().settings();
    }

    /** Settings while a file is read. */
    static final class Draft {
        String pccsUrl = DEFAULT_URL;
        boolean useSecureCert = true;
        String collateralService = DEFAULT_URL;
        String tcbUpdateType = "standard";
        String pccsApiVersion = "3.0";
        long retryTimes;
        long retryDelay;
        String localPckUrl = "";
        double pckCacheExpireHours;
        double verifyCollateralCacheExpireHours;
        boolean localCacheOnly;
        Map<String, String> requestHeaders = Map.of();
        Map<String, String> requestParameters = Map.of();

        QcnlSettings settings() {
            return new QcnlSettings(
                    pccsUrl,
                    useSecureCert,
                    collateralService,
                    tcbUpdateType,
                    pccsApiVersion,
                    retryTimes,
                    retryDelay,
                    localPckUrl,
                    pckCacheExpireHours,
                    verifyCollateralCacheExpireHours,
                    localCacheOnly,
                    requestHeaders,
                    requestParameters);
        }
    }
}
