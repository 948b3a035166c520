package org.curbside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The golden patients, byte for byte. */
class GoldenTest {
    static final Path GOLDEN = Paths.get(System.getProperty("curbside.golden", "../golden"));

    static String read(String file) throws IOException {
        return new String(Files.readAllBytes(GOLDEN.resolve(file)), StandardCharsets.UTF_8);
    }

    @TestFactory
    List<DynamicTest> cases() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Engine engine = null;
        Session session = null;
        for (String line : read("cases.tsv").trim().split("\n")) {
            String[] f = line.split("\t");
            if (f[0].equals("load")) {
                engine = Engine.load(read(f[1]));
                continue;
            }
            if (f[0].equals("open")) {
                if (session != null) session.close();
                session = engine.openSession(read(f[1]));
                continue;
            }
            String got;
            try {
                got = answer(engine, session, f);
            } catch (CurbsideException e) {
                assertNotNull(e.code());
                assertEquals(e.code().number(), e.number());
                assertTrue(e.json().contains("\"code\":\"" + e.code().word() + "\""));
                got = e.json();
            }
            String want = read(f[f.length - 1]);
            String given = got;
            tests.add(DynamicTest.dynamicTest(line.replace('\t', ' '), () -> assertEquals(want, given)));
        }
        assertTrue(tests.size() >= 25, "cases are there");
        return tests;
    }

    private static String answer(Engine engine, Session session, String[] f) throws IOException {
        switch (f[0]) {
            case "status": return engine.status();
            case "metadata": return engine.metadata();
            case "evaluate":
                byte[] bytes = Files.readAllBytes(GOLDEN.resolve(f[1]));
                return new String(engine.evaluate(bytes), StandardCharsets.UTF_8);
            case "explain": return engine.explain(read(f[1]), f[2]);
            case "reload": return engine.reload(read(f[1]));
            case "check": return Engine.check(read(f[1]));
            case "answer": return session.answer();
            case "apply": return session.apply(read(f[1]));
            case "advance": return session.advance(f[1]);
            case "follow": return session.follow();
            default: throw new IllegalArgumentException(f[0]);
        }
    }

    @Test
    void aFolderAndItsBundleAreTheSameRules() throws IOException {
        try (Engine folder = Engine.open(GOLDEN.resolve("packs").toString()); Engine bundle = Engine.load(read("packs.json"))) {
            assertEquals(Json.text(bundle.status(), "pack_hash").length(), 0, "only errors are read by this class");
            String hash = "\"pack_hash\":\"";
            String a = folder.status(), b = bundle.status();
            assertEquals(a.substring(a.indexOf(hash), a.indexOf(hash) + 84), b.substring(b.indexOf(hash), b.indexOf(hash) + 84));
        }
    }
}
