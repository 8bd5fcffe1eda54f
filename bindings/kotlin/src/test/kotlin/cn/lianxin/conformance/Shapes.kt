package cn.lianxin.conformance

import cn.lianxin.core.Change
import cn.lianxin.core.DraftView
import cn.lianxin.core.Intention
import cn.lianxin.core.OpenConflictView
import cn.lianxin.core.RecordVisitRequest
import cn.lianxin.core.SaveDraftRequest
import cn.lianxin.core.Value
import java.lang.reflect.InvocationTargetException
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.primaryConstructor
import kotlin.reflect.jvm.jvmErasure

/** Something else than a call takes. */
class BadCall : Exception()

/** The typed records of the bindings in the shapes that the table of calls has in JSON, and back. */
object Shapes {
    /** What JSON says, as a type of the bindings. What is missing has its default, or is nothing. */
    fun read(json: Any?, type: KType): Any? {
        val kind = type.jvmErasure
        if (json == null) return if (type.isMarkedNullable) null else throw BadCall()
        return when {
            kind == String::class -> json as? String
            kind == Boolean::class -> json as? Boolean
            kind == Long::class -> json as? Long
            kind == Int::class -> (json as? Long)?.toInt()
            kind == UInt::class -> (json as? Long)?.toUInt()
            kind == ULong::class -> (json as? Long)?.toULong()
            kind == List::class -> (json as? List<*>)?.map { read(it, type.arguments.single().type!!) }
            kind == Change::class -> change(json)
            kind.java.isEnum -> kind.java.enumConstants.firstOrNull { (it as Enum<*>).name.lowercase() == json }
            else -> (json as? Map<*, *>)?.let { made(it, kind) }
        } ?: throw BadCall()
    }

    private fun change(json: Any): Change? {
        val (word, text) = (json as? Map<*, *>)?.entries?.singleOrNull() ?: return null
        return when (word) {
            "set" -> Change.Set(text as String)
            "add" -> Change.Add(text as String)
            "remove" -> Change.Remove(text as String)
            else -> null
        }
    }

    private fun made(json: Map<*, *>, kind: KClass<*>): Any {
        val constructor = kind.primaryConstructor ?: throw BadCall()
        val arguments = constructor.parameters.mapNotNull { parameter ->
            val name = jsonName(kind, parameter.name!!)
            when {
                name in json -> parameter to shaped(kind, parameter.name!!, json[name], parameter.type)
                parameter.isOptional -> null
                parameter.type.isMarkedNullable -> parameter to null
                else -> throw BadCall()
            }
        }
        return try {
            constructor.callBy(arguments.toMap())
        } catch (_: InvocationTargetException) {
            throw BadCall()
        }
    }

    /** The body of a draft is the app's own JSON: a text to the bindings. */
    private fun shaped(kind: KClass<*>, field: String, json: Any?, type: KType): Any? =
        if (kind == SaveDraftRequest::class && field == "body") Json.written(json) else read(json, type)

    /** A record of the bindings, as JSON has it. */
    fun written(value: Any?): Any? = when (value) {
        null, is String, is Boolean -> value
        is Number, is UInt, is ULong -> value.toString().toLong()
        is Enum<*> -> value.name.lowercase()
        is List<*> -> value.map(::written)
        is Map<*, *> -> value.entries.associate { (key, item) -> key to written(item) }
        is Value.Flag -> value.v1
        is Value.Whole -> value.v1
        is Value.Text -> value.v1
        is Value.Many -> value.v1
        is Intention -> mapOf("do" to snake(value::class.simpleName!!)) + fields(value)
        is OpenConflictView -> fields(value) - "conflict" + fields(value.conflict)
        is DraftView -> fields(value) + ("body" to Json.read(value.body))
        is Unit -> null
        else -> fields(value)
    }

    private fun fields(record: Any): Map<String, Any?> {
        val fields = record::class.memberProperties.associate { jsonName(record::class, it.name) to written(it.getter.call(record)) }
        // Said only where it is so.
        return if (fields["late"] == false) fields - "late" else fields
    }

    private fun jsonName(kind: KClass<*>, name: String): String =
        if (kind == RecordVisitRequest::class && name == "visit") "request" else snake(name)

    private fun snake(name: String): String =
        name.replace(Regex("(?<=[a-z0-9])[A-Z]")) { "_${it.value}" }.lowercase()
}
