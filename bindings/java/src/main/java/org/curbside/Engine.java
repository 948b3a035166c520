package org.curbside;

/**
 * Rules in force. Made once, asked from many threads at once, exchanged while in use; close it to free its memory.
 *
 * <p>Requests and answers are JSON as in {@code schema/v1}; the same packs and request give the same bytes.
 *
 * <pre>{@code
 * try (Engine engine = Engine.open("rules")) {
 *     String answer = engine.evaluate(request);
 * }
 * }</pre>
 */
public final class Engine implements AutoCloseable {
    private final Handle handle;

    private Engine(byte[] request) {
        handle = new Handle(Native.open(Native.LOAD, 0, request));
    }

    /**
     * Loads the packs in a folder, of a {@code .cds} file, or of a bundle ({@code .json}).
     *
     * @throws CurbsideException packs that cannot be read, or have mistakes
     */
    public static Engine open(String path) {
        return load(pathRequest(path));
    }

    /**
     * Loads packs as a load request says ({@code load.json}).
     *
     * @throws CurbsideException packs that cannot be read, or have mistakes
     */
    public static Engine load(String request) {
        return new Engine(Native.bytes(request, "request"));
    }

    /**
     * What is wrong with packs, or worth a second look ({@code report.json}).
     *
     * @param request a load request
     */
    public static String check(String request) {
        return Native.text(Native.ask(Native.CHECK, 0, Native.bytes(request, "request"), null));
    }

    /**
     * Packs as one text, which is itself a load request.
     *
     * @param request a load request
     */
    public static String bundle(String request) {
        return Native.text(Native.ask(Native.BUNDLE, 0, Native.bytes(request, "request"), null));
    }

    /** The version of the engine. */
    public static String version() {
        return Native.text(Native.ask(Native.VERSION, 0, null, null));
    }

    /** The load request for a path. */
    public static String pathRequest(String path) {
        if (path == null) {
            throw new NullPointerException("the path is null");
        }
        return "{\"format\":1,\"paths\":[" + Json.quote(path) + "]}";
    }

    /**
     * The answer for one patient at one moment ({@code request.json} to {@code evaluation.json}).
     *
     * <p>The patient of the request is a {@code snapshot}, {@code fhir}, or {@code hl7v2}: the text of one or several
     * messages, or an object with {@code messages}, {@code site_map} (YAML) and {@code production}.
     *
     * @throws CurbsideException a request or a patient that cannot be read
     */
    public String evaluate(String request) {
        return Native.text(evaluate(Native.bytes(request, "request")));
    }

    /** The same for UTF-8 bytes, without turning them into a text on the way. */
    public byte[] evaluate(byte[] request) {
        if (request == null) {
            throw new NullPointerException("the request is null");
        }
        return handle.ask(Native.EVALUATE, request);
    }

    /**
     * Why a rule ended as it did for the patient of a request ({@code explanation.json}).
     *
     * @param rule {@code pack/name}
     */
    public String explain(String request, String rule) {
        return Native.text(handle.ask(Native.EXPLAIN, Native.bytes(request, "request"), Native.bytes(rule, "rule")));
    }

    /**
     * Puts other packs in force: all of them, or none, and then the old ones stay ({@code status.json}).
     *
     * @param request a load request, see {@link #pathRequest}
     */
    public String reload(String request) {
        return Native.text(handle.ask(Native.RELOAD, Native.bytes(request, "request")));
    }

    /** The packs in force and their generation ({@code status.json}). */
    public String status() {
        return Native.text(handle.ask(Native.STATUS));
    }

    /** The rules in force with their governance and the data they need ({@code metadata.json}). */
    public String metadata() {
        return Native.text(handle.ask(Native.METADATA));
    }

    /** Opens a session for the patient of a request. It may outlive the engine. */
    public Session openSession(String request) {
        return new Session(handle.open(Native.OPEN_SESSION, Native.bytes(request, "request")));
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return handle.isClosed();
    }

    /** Frees it. Calls under way end as they began; later ones throw {@link ErrorCode#CLOSED}. Closing twice does nothing. */
    @Override
    public void close() {
        handle.close();
    }
}
