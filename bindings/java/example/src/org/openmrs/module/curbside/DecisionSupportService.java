package org.openmrs.module.curbside;

import java.util.Date;
import java.util.List;
import java.util.TimeZone;

/** Decision support as an OpenMRS service: an interface that the module's context hands out. */
public interface DecisionSupportService {
    /** What there is to say about a patient before orders are signed. */
    Advice adviseOnOrders(String patientUuid, String fhirRecord, String fhirDrafts, Date now, TimeZone zone);

    /** Why a rule said what it did. */
    String explain(String patientUuid, String fhirRecord, String rule, Date now, TimeZone zone);

    /** Other packs, while clinicians go on working. The old ones stay where the new ones have a mistake. */
    void reload(String folder);

    /** The whole answer: findings, and how much could not be decided. */
    final class Advice {
        public final List<String> messages;
        public final int undecided;
        public final String json;

        Advice(List<String> messages, int undecided, String json) {
            this.messages = messages;
            this.undecided = undecided;
            this.json = json;
        }
    }
}
