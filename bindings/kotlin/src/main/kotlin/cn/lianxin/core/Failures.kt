package cn.lianxin.core

/*
 * Every kind of failure has these three; the generated class has them kind by kind.
 */

/** The word for programs, whatever the kind. */
val LianxinException.code: String
    get() = when (this) {
        is LianxinException.Fields -> code
        is LianxinException.NotFound -> code
        is LianxinException.NotAllowed -> code
        is LianxinException.NotEnrolled -> code
        is LianxinException.Refused -> code
        is LianxinException.Storage -> code
        is LianxinException.Network -> code
        is LianxinException.Server -> code
        is LianxinException.Closed -> code
        is LianxinException.Key -> code
        is LianxinException.Misuse -> code
        is LianxinException.Internal -> code
    }

/** For people, in Chinese. */
val LianxinException.zh: String
    get() = when (this) {
        is LianxinException.Fields -> zh
        is LianxinException.NotFound -> zh
        is LianxinException.NotAllowed -> zh
        is LianxinException.NotEnrolled -> zh
        is LianxinException.Refused -> zh
        is LianxinException.Storage -> zh
        is LianxinException.Network -> zh
        is LianxinException.Server -> zh
        is LianxinException.Closed -> zh
        is LianxinException.Key -> zh
        is LianxinException.Misuse -> zh
        is LianxinException.Internal -> zh
    }

/** The same in English. */
val LianxinException.en: String
    get() = when (this) {
        is LianxinException.Fields -> en
        is LianxinException.NotFound -> en
        is LianxinException.NotAllowed -> en
        is LianxinException.NotEnrolled -> en
        is LianxinException.Refused -> en
        is LianxinException.Storage -> en
        is LianxinException.Network -> en
        is LianxinException.Server -> en
        is LianxinException.Closed -> en
        is LianxinException.Key -> en
        is LianxinException.Misuse -> en
        is LianxinException.Internal -> en
    }
