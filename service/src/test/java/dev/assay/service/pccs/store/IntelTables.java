package dev.assay.service.pccs.store;

/** The tables of Intel's server 1.27 after its migrations, for tests that compose its file. */
public final class IntelTables {

    private static final String TIMES = "created_time DATETIME NOT NULL, updated_time DATETIME NOT NULL";

    private IntelTables() {}

    /** Statements that make the tables. */
    public static String[] create() {
        return new String[] {
            "CREATE TABLE pcs_version (id INTEGER PRIMARY KEY, api_version INTEGER, server_addr VARCHAR(255),"
                    + " db_version INT DEFAULT 1, " + TIMES + ")",
            "CREATE TABLE pcs_certificates (id INTEGER PRIMARY KEY, cert BLOB, crl BLOB, " + TIMES + ")",
            "CREATE TABLE pck_certchain (ca VARCHAR(255) PRIMARY KEY, root_cert_id INTEGER, intmd_cert_id INTEGER, "
                    + TIMES + ")",
            "CREATE TABLE pck_crl (ca VARCHAR(255) PRIMARY KEY, pck_crl BLOB, root_cert_id INTEGER,"
                    + " intmd_cert_id INTEGER, " + TIMES + ")",
            "CREATE TABLE crl_cache (cdp_url VARCHAR(255) PRIMARY KEY, crl BLOB, " + TIMES + ")",
            "CREATE TABLE fmspc_tcbs (fmspc VARCHAR(255) NOT NULL, type INTEGER NOT NULL, version INTEGER NOT NULL,"
                    + " update_type VARCHAR(255) NOT NULL, tcbinfo BLOB, root_cert_id INTEGER,"
                    + " signing_cert_id INTEGER, " + TIMES + ", PRIMARY KEY (fmspc, type, version, update_type))",
            "CREATE TABLE enclave_identities (id INTEGER NOT NULL, version INTEGER NOT NULL,"
                    + " update_type VARCHAR(255) NOT NULL, identity BLOB, root_cert_id INTEGER,"
                    + " signing_cert_id INTEGER, " + TIMES + ", PRIMARY KEY (id, version, update_type))",
            "CREATE TABLE platforms (qe_id VARCHAR(255) NOT NULL, pce_id VARCHAR(255) NOT NULL,"
                    + " platform_manifest BLOB, enc_ppid BLOB, fmspc VARCHAR(255), ca VARCHAR(255), " + TIMES
                    + ", PRIMARY KEY (qe_id, pce_id))",
            "CREATE TABLE pck_cert (qe_id VARCHAR(255) NOT NULL, pce_id VARCHAR(255) NOT NULL,"
                    + " tcbm VARCHAR(255) NOT NULL, pck_cert BLOB, " + TIMES
                    + ", PRIMARY KEY (qe_id, pce_id, tcbm))",
            "CREATE TABLE platform_tcbs (qe_id VARCHAR(255) NOT NULL, pce_id VARCHAR(255) NOT NULL,"
                    + " cpu_svn VARCHAR(255) NOT NULL, pce_svn VARCHAR(255) NOT NULL, tcbm VARCHAR(255), " + TIMES
                    + ", PRIMARY KEY (qe_id, pce_id, cpu_svn, pce_svn))",
            "CREATE TABLE platforms_registered (qe_id VARCHAR(255) NOT NULL, pce_id VARCHAR(255) NOT NULL,"
                    + " cpu_svn VARCHAR(255) NOT NULL, pce_svn VARCHAR(255) NOT NULL, enc_ppid BLOB,"
                    + " platform_manifest BLOB, state INTEGER, " + TIMES
                    + ", PRIMARY KEY (qe_id, pce_id, cpu_svn, pce_svn))",
            "CREATE TABLE appraisal_policies (id VARCHAR(255) PRIMARY KEY, type INTEGER NOT NULL,"
                    + " policy TEXT NOT NULL, is_default INTEGER NOT NULL, fmspc VARCHAR(255) NOT NULL, " + TIMES
                    + ")"
        };
    }
}
