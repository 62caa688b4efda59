# SPDX-License-Identifier: Apache-2.0
# One function makes every library of Pulse and enforces the direction of dependencies.
#
#   pulse_add_library(NAME RANK n [INCLUDE folder] [DEPENDS library…] [EXTERNAL target…] [MOC])
#
# makes `pulse-NAME` (alias Pulse::NAME) of all sources in the calling folder (its sub-folders with a CMakeLists.txt
# of their own excepted). Public headers lie in include/pulse/…; each is compiled alone to prove that it stands
# alone. DEPENDS names other Pulse libraries: each must have a lower rank, or configuring fails. EXTERNAL names
# packages: below rank ${PULSE_UI_RANK} none of them may be a GUI library, or configuring fails.

set(PULSE_UI_RANK 60)
set(PULSE_GUI_TARGETS "Qt6::(Gui|Widgets|Svg|SvgWidgets|PrintSupport|OpenGL)|KF6::.*")

function(pulse_check_direction target rank)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "DEPENDS;EXTERNAL")
    foreach(dependency IN LISTS arg_DEPENDS)
        if(NOT TARGET pulse-${dependency})
            message(FATAL_ERROR "${target} depends on `${dependency}`, which is not (yet) a library of Pulse.")
        endif()
        get_target_property(other pulse-${dependency} PULSE_RANK)
        if(NOT other LESS rank)
            message(FATAL_ERROR "${target} (rank ${rank}) may not depend on pulse-${dependency} (rank ${other}): "
                                "dependencies point from higher ranks to lower ones. See docs/architecture.md.")
        endif()
    endforeach()
    foreach(package IN LISTS arg_EXTERNAL)
        if(rank LESS PULSE_UI_RANK AND package MATCHES "^(${PULSE_GUI_TARGETS})$")
            message(FATAL_ERROR "${target} (rank ${rank}) may not link ${package}: GUI libraries begin at rank ${PULSE_UI_RANK}.")
        endif()
    endforeach()
endfunction()

# Takes the precompiled header of another target, which has to be compiled in the same way.
function(pulse_use_precompiled_header target header_owner)
    if(NOT PULSE_COVERAGE)
        target_precompile_headers(${target} REUSE_FROM ${header_owner})
    endif()
endfunction()

function(pulse_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "MOC" "RANK" "DEPENDS;EXTERNAL")
    if(NOT DEFINED arg_RANK)
        message(FATAL_ERROR "pulse_add_library(${name}): RANK is missing")
    endif()
    set(target pulse-${name})
    pulse_check_direction(${target} ${arg_RANK} DEPENDS ${arg_DEPENDS} EXTERNAL ${arg_EXTERNAL})

    file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
    list(FILTER sources EXCLUDE REGEX "/pch\\.cpp$")
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS include/*.h)
    set(dependencies ${arg_DEPENDS})
    list(TRANSFORM dependencies PREPEND "pulse-")
    if(sources)
        set(access PUBLIC)
        add_library(${target} STATIC ${sources})
        target_link_libraries(${target} PRIVATE pulse-settings)
        if(arg_RANK GREATER_EQUAL PULSE_UI_RANK)
            set(pch pulse-pch-ui)
        else()
            set(pch pulse-pch-core)
        endif()
        if(TARGET ${pch})
            target_link_libraries(${target} PRIVATE ${pch}-use)
            pulse_use_precompiled_header(${target} ${pch})
        endif()
    else()
        set(access INTERFACE)
        add_library(${target} INTERFACE)
    endif()
    target_sources(${target} ${access} FILE_SET HEADERS BASE_DIRS include FILES ${headers})
    target_include_directories(${target} ${access} "${CMAKE_CURRENT_SOURCE_DIR}/include")
    target_link_libraries(${target} ${access} ${dependencies} ${arg_EXTERNAL})
    set_target_properties(${target} PROPERTIES PULSE_RANK ${arg_RANK} VERIFY_INTERFACE_HEADER_SETS ON)
    if(sources AND PULSE_UNITY)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        # Each source is included there, and GCC takes its unnamed namespace for one of a header.
        target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    endif()
    if(arg_MOC)
        set_target_properties(${target} PROPERTIES AUTOMOC ON)
    endif()
    add_library(Pulse::${name} ALIAS ${target})
endfunction()
