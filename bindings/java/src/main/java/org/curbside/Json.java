package org.curbside;

/** As much of JSON as requests and errors of this library need, so that nothing else is needed. */
final class Json {
    private Json() {}

    /** A text as JSON. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** A text of the outermost object of an error; empty where it has none. The engine writes it compactly. */
    static String text(String json, String field) {
        int at = 1;
        while (at < json.length() && json.charAt(at) == '"') {
            int colon = end(json, at);
            String name = unquote(json, at, colon);
            if (colon + 1 >= json.length() || json.charAt(colon + 1) != '"') {
                return "";
            }
            int end = end(json, colon + 1);
            if (name.equals(field)) {
                return unquote(json, colon + 1, end);
            }
            at = end + 1;
        }
        return "";
    }

    /** Behind the text that begins at a quote. */
    private static int end(String json, int quote) {
        int at = quote + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static String unquote(String json, int from, int to) {
        StringBuilder out = new StringBuilder();
        for (int i = from + 1; i < to - 1; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char e = json.charAt(++i);
            switch (e) {
                case 'n': out.append('\n'); break;
                case 't': out.append('\t'); break;
                case 'r': out.append('\r'); break;
                case 'b': out.append('\b'); break;
                case 'f': out.append('\f'); break;
                case 'u':
                    out.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                    i += 4;
                    break;
                default: out.append(e);
            }
        }
        return out.toString();
    }
}
