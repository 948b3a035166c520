package org.curbside;

/** What kind of error. Words and numbers are stable; later versions may add some. */
public enum ErrorCode {
    /** The text is not JSON, or not UTF-8. */
    NOT_JSON(1, "not-json"),
    /** More bytes than the limit. */
    TOO_LARGE(2, "too-large"),
    /** Nested deeper than the limit. */
    TOO_DEEP(3, "too-deep"),
    /** A {@code format} this version does not read. */
    UNSUPPORTED_FORMAT(4, "unsupported-format"),
    /** A field that does not exist here. */
    UNKNOWN_FIELD(5, "unknown-field"),
    /** A field that must be there is missing. */
    MISSING_FIELD(6, "missing-field"),
    /** A key that stands twice in one object. */
    DUPLICATE_KEY(7, "duplicate-key"),
    /** A value of another JSON type is needed. */
    WRONG_TYPE(8, "wrong-type"),
    /** A value of the right type that cannot be understood. */
    BAD_VALUE(9, "bad-value"),
    /** Patient data that cannot be read. */
    BAD_PATIENT(10, "bad-patient"),
    /** Data of another patient, or of several. */
    WRONG_PATIENT(11, "wrong-patient"),
    /** The expected patient does not occur. */
    NO_PATIENT(12, "no-patient"),
    /** Patient data beyond a limit; nothing was evaluated. */
    PATIENT_LIMIT(13, "patient-limit"),
    /** No rule in force has this id. */
    UNKNOWN_RULE(14, "unknown-rule"),
    /** The session has no fact with this source; nothing was changed. */
    UNKNOWN_SOURCE(15, "unknown-source"),
    /** A file or folder of packs cannot be read. */
    CANNOT_READ(16, "cannot-read"),
    /** Nothing at this place is a pack. */
    NO_PACK(17, "no-pack"),
    /** Packs beyond a limit. */
    PACK_LIMIT(18, "pack-limit"),
    /** The packs have mistakes, listed in {@code details}; the rules in force stay. */
    BAD_PACKS(19, "bad-packs"),
    /** Not possible in this build or on this platform. */
    NOT_SUPPORTED(20, "not-supported"),
    /** A call that breaks the contract of the binding. */
    BAD_ARGUMENT(21, "bad-argument"),
    /** The engine or session was closed. */
    CLOSED(22, "closed"),
    /** A defect of the engine was caught; the handle answers nothing more. */
    PANIC(23, "panic"),
    /** An earlier call on this handle met a defect; open a new one. */
    POISONED(24, "poisoned");

    private final int number;
    private final String word;

    ErrorCode(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /** Its number. */
    public int number() {
        return number;
    }

    /** As it is written in JSON. */
    public String word() {
        return word;
    }

    /** The code with a number; null for one that is newer than this class. */
    static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return null;
    }
}
