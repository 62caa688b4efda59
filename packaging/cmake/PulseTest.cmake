# SPDX-License-Identifier: Apache-2.0
#   pulse_add_test(FILE [GUI] [SERIAL] [LIBRARIES target…] [LABELS label…])
#
# makes a Qt Test program of one source file and registers it. GUI tests run on the offscreen platform. SERIAL keeps
# a test that measures time, or wants the machine to itself, from running beside others.
#
#   pulse_add_test_library(NAME FILES file… [GUI] [LIBRARIES target…])
#
# makes `NAME` of what several test programs of a folder share, so that it is compiled once. GUI is for what widgets need.
#
#   pulse_add_tests(GROUP FILES file… [GUI] [LIBRARIES target…] [LABELS label…] [FOLDERS folder…] [DEFINITIONS name=value…]
#                   [PROGRAMS target…])
#
# registers a test for each file, as pulse_add_test would. Where PULSE_UNITY is on they are compiled some at a time, into one program
# that has the name of each: what a test costs to compile is mostly what it includes. So names in unnamed namespaces have
# to differ within a group. FOLDERS are those of private headers that the tests look beneath, PROGRAMS what they run.

# What a test program and the precompiled header for it have to agree in.
function(pulse_prepare_test target)
    # Where a test lies is told to it by QT_TESTCASE_…, which differs for each and which none of ours asks for.
    target_compile_options(${target} PRIVATE -UQT_TESTCASE_SOURCEDIR -UQT_TESTCASE_BUILDDIR)
    # A test waits for what it tests; compiling it well takes longer than it ever gains.
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Og>)
    # A case names only the fields that it is about.
    target_compile_options(${target} PRIVATE -Wno-missing-field-initializers)
endfunction()

# The meta objects of classes that a source declares for itself and includes at its end. One call of moc a file; AUTOMOC
# would take a scan, a run and an empty source to compile for each program.
function(pulse_generate_moc target file)
    cmake_path(GET file STEM stem)
    file(STRINGS "${file}" includes REGEX "^#include \"${stem}\\.moc\"")
    if(includes)
        set(output "${CMAKE_CURRENT_BINARY_DIR}/${stem}.moc")
        qt_generate_moc("${file}" "${output}")
        target_sources(${target} PRIVATE "${output}")
        target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
    endif()
endfunction()

function(pulse_add_test_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "GUI" "" "FILES;LIBRARIES")
    add_library(${name} STATIC ${arg_FILES})
    target_include_directories(${name} INTERFACE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(${name} PRIVATE pulse-settings Qt6::Test PUBLIC ${arg_LIBRARIES})
    pulse_prepare_test(${name})
    set_source_files_properties(${arg_FILES} PROPERTIES COMPILE_OPTIONS -Wno-conversion)
    if(arg_GUI)
        pulse_use_precompiled_header(${name} pulse-pch-test-gui)
    else()
        pulse_use_precompiled_header(${name} pulse-pch-test)
    endif()
endfunction()

# Registers a test program by its name.
function(pulse_register_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "GUI;SERIAL" "" "LABELS")
    add_test(NAME ${name} COMMAND "${CMAKE_BINARY_DIR}/tests/${name}")
    set(environment "LC_ALL=C.UTF-8" "TZ=UTC" "PULSE_SHARED=${CMAKE_SOURCE_DIR}/../shared"
        "PULSE_PROGRAM=${CMAKE_BINARY_DIR}/bin/pulse-gui")
    if(arg_GUI)
        list(APPEND environment "QT_QPA_PLATFORM=offscreen" "QT_ACCESSIBILITY=1")
        list(APPEND arg_LABELS gui)
    endif()
    # No TIMEOUT here: it would win over the limit that `dev` sets, which is longer for an exhaustive run.
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "${environment}")
    if(arg_LABELS)
        set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}")
    endif()
    if(arg_SERIAL)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
    endif()
endfunction()

# What the program of one test, or of several, is built with.
function(pulse_set_up_test_program target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "GUI" "" "FILES;LIBRARIES")
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(${target} PRIVATE pulse-settings Qt6::Test ${arg_LIBRARIES})
    pulse_prepare_test(${target})
    foreach(file IN LISTS arg_FILES)
        pulse_generate_moc(${target} ${file})
    endforeach()
    if("Qt6::Network" IN_LIST arg_LIBRARIES) # Qt Test's own headers differ then
        target_compile_options(${target} PRIVATE
            -include "${PROJECT_SOURCE_DIR}/tests/support/include/pulse/test/patience.h")
    elseif(arg_GUI)
        target_link_libraries(${target} PRIVATE Qt6::Widgets)
        pulse_use_precompiled_header(${target} pulse-pch-test-gui)
    else()
        pulse_use_precompiled_header(${target} pulse-pch-test)
    endif()
endfunction()

# Has these tests begun before others: they take longest, about so many seconds, and nothing should have to wait for them at
# the end. (CTest knows by itself from its second run on.)
function(pulse_begin_early seconds)
    set_tests_properties(${ARGN} PROPERTIES COST ${seconds})
endfunction()

function(pulse_test_name result file)
    cmake_path(GET file STEM name)
    string(REPLACE "_" "-" name "${name}")
    set(${result} ${name} PARENT_SCOPE)
endfunction()

function(pulse_add_test file)
    cmake_parse_arguments(PARSE_ARGV 1 arg "GUI;SERIAL" "" "LIBRARIES;LABELS")
    pulse_test_name(name ${file})
    set(kind)
    if(arg_GUI)
        set(kind GUI)
    endif()
    add_executable(${name} ${file})
    pulse_set_up_test_program(${name} ${kind} FILES ${file} LIBRARIES ${arg_LIBRARIES})
    # Qt Test's QTRY_ macros narrow a duration inside themselves.
    set_source_files_properties(${file} PROPERTIES COMPILE_OPTIONS -Wno-conversion)
    if(arg_SERIAL)
        list(APPEND kind SERIAL)
    endif()
    pulse_register_test(${name} ${kind} LABELS ${arg_LABELS})
endfunction()

function(pulse_add_tests group)
    cmake_parse_arguments(PARSE_ARGV 1 arg "GUI" "" "FILES;LIBRARIES;LABELS;FOLDERS;DEFINITIONS;PROGRAMS")
    set(kind)
    if(arg_GUI)
        set(kind GUI)
    endif()
    set(names)
    foreach(file IN LISTS arg_FILES)
        pulse_test_name(name ${file})
        list(APPEND names ${name})
    endforeach()
    if(NOT PULSE_UNITY)
        foreach(file name IN ZIP_LISTS arg_FILES names)
            pulse_add_test(${file} ${kind} LIBRARIES ${arg_LIBRARIES} LABELS ${arg_LABELS})
            target_include_directories(${name} PRIVATE ${arg_FOLDERS})
            target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS})
            if(arg_PROGRAMS)
                add_dependencies(${name} ${arg_PROGRAMS})
            endif()
        endforeach()
        return()
    endif()
    set(program tests-${group})
    add_executable(${program} ${arg_FILES})
    pulse_set_up_test_program(${program} ${kind} FILES ${arg_FILES} LIBRARIES ${arg_LIBRARIES} pulse-test-together)
    target_include_directories(${program} PRIVATE ${arg_FOLDERS})
    target_compile_definitions(${program} PRIVATE ${arg_DEFINITIONS})
    if(arg_PROGRAMS)
        add_dependencies(${program} ${arg_PROGRAMS})
    endif()
    set_target_properties(${program} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 5
        UNITY_BUILD_CODE_BEFORE_INCLUDE "#include \"one_of_many.h\"")
    # Each source is included there, and GCC takes its unnamed namespace for one of a header.
    target_compile_options(${program} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    set(links)
    foreach(name IN LISTS names)
        list(APPEND links COMMAND ln -f ${program} ${name}) # hard, because a program asks the system for its own name
        add_custom_target(${name})
        add_dependencies(${name} ${program})
        pulse_register_test(${name} ${kind} LABELS ${arg_LABELS})
    endforeach()
    add_custom_command(TARGET ${program} POST_BUILD ${links} WORKING_DIRECTORY "${CMAKE_BINARY_DIR}/tests" VERBATIM)
endfunction()

# All benchmarks and the programs that they measure.
add_custom_target(benchmarks)

# A benchmark: a program that runs only when asked for (`./dev bench NAME`) and prints its own table.
function(pulse_add_bench file)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES")
    cmake_path(GET file STEM name)
    string(REPLACE "_" "-" name "${name}")
    add_executable(${name} ${file})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
    target_link_libraries(${name} PRIVATE pulse-settings pulse-pch-core-use ${arg_LIBRARIES})
    pulse_generate_moc(${name} ${file})
    pulse_use_precompiled_header(${name} pulse-pch-core)
    target_compile_definitions(${name} PRIVATE PULSE_PROGRAM="${CMAKE_BINARY_DIR}/bin/pulse-gui")
    add_dependencies(benchmarks ${name} pulse-gui pulse-window)
endfunction()
