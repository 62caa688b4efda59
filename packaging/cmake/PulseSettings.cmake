# SPDX-License-Identifier: Apache-2.0
# Settings that every target of Pulse shares.
include(GNUInstallDirs)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_SCAN_FOR_MODULES OFF) # there are none, and looking for them preprocesses every source twice
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

# Everything is position independent in the same way (-fPIC, also for programs), so that one precompiled header
# serves libraries, programs and tests alike.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_COMPILE_OPTIONS_PIE "-fPIC")
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)

find_program(PULSE_CCACHE ccache)
if(PULSE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${PULSE_CCACHE};sloppiness=pch_defines,time_macros;base_dir=${CMAKE_SOURCE_DIR};hash_dir=false")
endif()
find_program(PULSE_MOLD mold)
if(PULSE_MOLD AND CMAKE_VERSION VERSION_GREATER_EQUAL 3.29)
    set(CMAKE_LINKER_TYPE MOLD)
endif()

add_library(pulse-settings INTERFACE)
target_compile_options(pulse-settings INTERFACE -Wall -Wextra -Wpedantic -Wconversion $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> $<$<BOOL:${PULSE_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(pulse-settings INTERFACE
    QT_NO_CONTEXTLESS_CONNECT QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_DISABLE_DEPRECATED_UP_TO=0x060800 QT_MESSAGELOGCONTEXT
    PULSE_VERSION="${PROJECT_VERSION}")

# A check that was forgotten ends the program, not somebody's data: what is read past its end, or taken out of a result
# that has failed, aborts in every build.
target_compile_definitions(pulse-settings INTERFACE $<$<CXX_COMPILER_ID:GNU,Clang>:_GLIBCXX_ASSERTIONS>)
if(NOT PULSE_SANITIZE AND NOT PULSE_FUZZ)
    target_compile_options(pulse-settings INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
endif()

if(PULSE_SANITIZE)
    # What a sanitizer adds hides from GCC that a value is there.
    target_compile_options(pulse-settings INTERFACE -fsanitize=${PULSE_SANITIZE} -fno-omit-frame-pointer
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(pulse-settings INTERFACE -fsanitize=${PULSE_SANITIZE})
endif()
if(PULSE_COVERAGE)
    target_compile_options(pulse-settings INTERFACE --coverage)
    target_link_options(pulse-settings INTERFACE --coverage)
endif()
if(PULSE_FUZZ)
    target_compile_options(pulse-settings INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
    target_link_options(pulse-settings INTERFACE -fsanitize=address,undefined)
endif()
