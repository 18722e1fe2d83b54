package dev.assay.service.pccs.store;

/**
 * All tables, within one transaction.
 *
 * @param documents TCB infos, identities, CRLs, lists of evaluation data numbers
 * @param platforms platforms, their certificates and what raw TCBs they were asked for
 * @param registrations the queue of platforms that somebody has to fetch for
 * @param policies appraisal policies
 * @param leases who may do what only one replica should
 */
public record Tables(
        DocumentTable documents,
        PlatformTable platforms,
        RegistrationTable registrations,
        PolicyTable policies,
        LeaseTable leases) {}
