// A module of an Android app: `include(":lianxin")` with this folder in settings.gradle.kts. README.md tells the way.
plugins {
    // Versions are the app's. From version 9 on the Android plugin brings Kotlin itself: leave the second line out.
    id("com.android.library")
    id("org.jetbrains.kotlin.android")
}

/** The Lianxin repository. */
val lianxin: File = file("../../..")

/** What `cargo xtask bindings` makes: no part of the repository. */
val bindings: File = layout.buildDirectory.dir("lianxin").get().asFile

android {
    namespace = "cn.lianxin.core.android"
    compileSdk = 36
    defaultConfig {
        minSdk = 24
        consumerProguardFiles("consumer-rules.pro")
        ndk { abiFilters += setOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    sourceSets.named("main") {
        kotlin.srcDir(bindings)
        kotlin.srcDir("../src/main/kotlin")
        jniLibs.srcDir("src/main/jniLibs")
    }
    // Symbols are needed to make the bindings, not to run: the plugin strips what goes into the app.
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    implementation("net.java.dev.jna:jna:5.18.1@aar")
    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    implementation("androidx.work:work-runtime-ktx:2.11.0")
}

/** The core as Android runs it: one library an ABI, in src/main/jniLibs. Needs `cargo install cargo-ndk`, the targets and an NDK. */
val buildCore by tasks.registering(Exec::class) {
    workingDir = lianxin
    environment("CARGO_TARGET_DIR", layout.buildDirectory.dir("cargo").get().asFile.path)
    commandLine(
        "cargo", "ndk", "--platform", "24",
        "--target", "arm64-v8a", "--target", "armeabi-v7a", "--target", "x86_64",
        "--output-dir", file("src/main/jniLibs").path,
        "build", "--release", "--package", "lianxin-ffi",
    )
}

/** The Kotlin that calls it, of the same sources; it refuses a library of others. */
val makeBindings by tasks.registering(Exec::class) {
    workingDir = lianxin
    commandLine("cargo", "xtask", "bindings", "--language", "kotlin", "--out", bindings.path)
    // The library that is written beside them is this machine's, not Android's.
    doLast { bindings.listFiles { file -> file.extension in setOf("so", "dylib", "dll") }?.forEach(File::delete) }
}

tasks.named("preBuild") { dependsOn(buildCore, makeBindings) }
