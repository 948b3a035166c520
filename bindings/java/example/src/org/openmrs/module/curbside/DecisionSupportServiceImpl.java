package org.openmrs.module.curbside;

import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbside.Engine;

/**
 * One engine for all users and threads. In a module this is a Spring bean whose {@code destroy-method} is
 * {@code close}; the JSON goes through the Jackson that OpenMRS brings, here a pattern does.
 */
public final class DecisionSupportServiceImpl implements DecisionSupportService, AutoCloseable {
    private static final Pattern MESSAGE =
            Pattern.compile("\"severity\":\"(\\w+)\",\"certainty\":\"\\w+\",\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern UNDECIDED = Pattern.compile("\"stats\":\\{[^}]*\"indeterminate\":(\\d+)");

    private final Engine engine;

    public DecisionSupportServiceImpl(String folder) {
        engine = Engine.open(folder);
    }

    @Override
    public Advice adviseOnOrders(String patientUuid, String fhirRecord, String fhirDrafts, Date now, TimeZone zone) {
        String answer = engine.evaluate(request(patientUuid, fhirRecord, fhirDrafts, now, zone));
        List<String> messages = new ArrayList<>();
        Matcher m = MESSAGE.matcher(answer);
        while (m.find()) {
            messages.add(m.group(1) + ": " + m.group(2));
        }
        Matcher u = UNDECIDED.matcher(answer);
        return new Advice(messages, u.find() ? Integer.parseInt(u.group(1)) : -1, answer);
    }

    @Override
    public String explain(String patientUuid, String fhirRecord, String rule, Date now, TimeZone zone) {
        return engine.explain(request(patientUuid, fhirRecord, null, now, zone), rule);
    }

    @Override
    public void reload(String folder) {
        engine.reload(Engine.pathRequest(folder));
    }

    @Override
    public void close() {
        engine.close();
    }

    /** FHIR goes in as it is; the expected patient keeps anyone else's data out. */
    private static String request(String patient, String record, String drafts, Date now, TimeZone zone) {
        SimpleDateFormat instant = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ssXXX");
        instant.setTimeZone(zone);
        return "{\"format\":1,\"at\":\"" + instant.format(now) + "\",\"zone\":\"" + zone.getID() + "\",\"patient\":{\"id\":\"" + patient
                + "\",\"fhir\":" + record + (drafts == null ? "" : ",\"drafts\":" + drafts)
                + "},\"context\":{\"trigger\":\"order-sign\"}}";
    }
}
