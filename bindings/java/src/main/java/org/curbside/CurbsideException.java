package org.curbside;

/**
 * Why there is no answer. Its message names cause and place and never a patient's value, so that it may be logged.
 */
public class CurbsideException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int number;
    private final ErrorCode code;
    private final String path;
    private final String json;

    private CurbsideException(int number, ErrorCode code, String message, String path, String json) {
        super((code == null ? "error " + number : code.word()) + (path.isEmpty() ? "" : " at " + path) + ": " + message);
        this.number = number;
        this.code = code;
        this.path = path;
        this.json = json;
    }

    static CurbsideException of(int number, String json) {
        return new CurbsideException(number, ErrorCode.of(number), Json.text(json, "message"), Json.text(json, "path"), json);
    }

    /** What kind of error; null for one that is newer than this library. */
    public ErrorCode code() {
        return code;
    }

    /** The number of the kind, which is always there. */
    public int number() {
        return number;
    }

    /** JSON pointer into what was sent; empty for the whole. */
    public String path() {
        return path;
    }

    /** The whole error as JSON, with its details ({@code schema/v1/error.json}). */
    public String json() {
        return json;
    }
}
