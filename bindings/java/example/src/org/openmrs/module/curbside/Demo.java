package org.openmrs.module.curbside;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;

/** Runs the service once: Demo FOLDER-OF-PACKS PATIENT.json PATIENT-ID. */
public final class Demo {
    private Demo() {}

    public static void main(String[] arguments) throws Exception {
        String record = new String(Files.readAllBytes(Paths.get(arguments[1])), StandardCharsets.UTF_8);
        Date now = Date.from(Instant.parse("2026-03-01T14:00:00Z"));
        TimeZone zone = TimeZone.getTimeZone("America/New_York");
        String draft = "{\"resourceType\":\"MedicationRequest\",\"id\":\"new\",\"status\":\"draft\",\"intent\":\"order\","
                + "\"subject\":{\"reference\":\"Patient/" + arguments[2] + "\"},\"medicationCodeableConcept\":{\"coding\":[{\"system\":"
                + "\"http://www.nlm.nih.gov/research/umls/rxnorm\",\"code\":\"723\",\"display\":\"amoxicillin\"}]}}";
        try (DecisionSupportServiceImpl service = new DecisionSupportServiceImpl(arguments[0])) {
            DecisionSupportService.Advice advice = service.adviseOnOrders(arguments[2], record, draft, now, zone);
            for (String message : advice.messages) {
                System.out.println(message);
            }
            System.out.println(advice.undecided + " rules could not be decided");
        }
    }
}
