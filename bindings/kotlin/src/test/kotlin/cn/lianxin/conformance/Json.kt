package cn.lianxin.conformance

/** What a text of JSON is not. */
class NotJson : Exception()

/** JSON as maps, lists, texts, whole numbers, flags and null: what the scenario has of it. */
object Json {
    fun read(text: String): Any? = Reader(text).whole()

    fun written(value: Any?): String = StringBuilder().also { write(value, it) }.toString()

    private fun write(value: Any?, into: StringBuilder) {
        when (value) {
            is String -> quoted(value, into)
            is Map<*, *> -> value.entries.joinTo(into, ",", "{", "}") { (key, item) -> "${written(key)}:${written(item)}" }
            is List<*> -> value.joinTo(into, ",", "[", "]") { written(it) }
            else -> into.append(value)
        }
    }

    private fun quoted(text: String, into: StringBuilder) {
        into.append('"')
        for (char in text) {
            when {
                char == '"' || char == '\\' -> into.append('\\').append(char)
                char < ' ' -> into.append("\\u%04x".format(char.code))
                else -> into.append(char)
            }
        }
        into.append('"')
    }
}

private class Reader(private val text: String) {
    private var at = 0

    fun whole(): Any? = value().also { if (space() != null) throw NotJson() }

    private fun space(): Char? {
        while (at < text.length && text[at].isWhitespace()) at += 1
        return text.getOrNull(at)
    }

    private fun take(wanted: Char) {
        if (space() != wanted) throw NotJson()
        at += 1
    }

    private fun value(): Any? = when (space()) {
        '{' -> parts('{', '}') { string().also { take(':') } to value() }.toMap()
        '[' -> parts('[', ']') { value() }
        '"' -> string()
        't' -> word("true", true)
        'f' -> word("false", false)
        'n' -> word("null", null)
        else -> number()
    }

    private fun <T> parts(open: Char, close: Char, part: () -> T): List<T> {
        take(open)
        val parts = mutableListOf<T>()
        while (space() != close) {
            if (parts.isNotEmpty()) take(',')
            parts += part()
        }
        take(close)
        return parts
    }

    private fun <T> word(word: String, value: T): T {
        if (!text.startsWith(word, at)) throw NotJson()
        at += word.length
        return value
    }

    private fun number(): Long {
        val digits = Regex("-?[0-9]+").matchAt(text, at)?.value ?: throw NotJson()
        at += digits.length
        return digits.toLong()
    }

    private fun string(): String {
        take('"')
        val read = StringBuilder()
        while (true) {
            when (val char = text.getOrNull(at++) ?: throw NotJson()) {
                '"' -> return read.toString()
                '\\' -> read.append(escaped())
                else -> read.append(char)
            }
        }
    }

    private fun escaped(): Char = when (val char = text.getOrNull(at++)) {
        'n' -> '\n'
        't' -> '\t'
        'r' -> '\r'
        'b' -> '\b'
        'f' -> '\u000c'
        '"', '\\', '/' -> char
        'u' -> text.substring(at, at + 4).toInt(16).toChar().also { at += 4 }
        else -> throw NotJson()
    }
}
