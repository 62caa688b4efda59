// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <span>
#include <string_view>

namespace pulse::cli {

class CommandRun;

/// What a value stands for: completion offers candidates of that kind.
enum class ValueKind {
    Text,
    File,
    Folder,
    Library,
    Prompt,
    PromptOrFolder,
    Version,
    Bump,
    Tag,
    Label,
    Setting,
    Shell,
    Trash,
    Format,
    Snapshot,
    Profile,
    Environment,
    Branch
};

struct OptionSpec
{
    std::string_view name;  ///< without dashes: "dry-run"
    char letter = 0;        ///< the short form, or 0
    std::string_view value; ///< what its value is called in the usage; empty for a switch
    ValueKind kind = ValueKind::Text;
    bool repeatable = false;
    std::string_view help;
};

struct ArgumentSpec
{
    std::string_view name; ///< as the usage shows it: "NAME[@SELECTOR]"
    ValueKind kind = ValueKind::Text;
    bool required = true;
    bool repeatable = false;
    std::string_view help;
};

/// The exit code, or why the command failed.
using Handler = Result<int> (*)(CommandRun &);

/// One command. Parsing, help, completion and the manual page all come from here.
struct CommandSpec
{
    std::string_view name;    ///< one to three words: "store", "trash list"
    std::string_view summary; ///< a line
    std::span<const ArgumentSpec> arguments;
    std::span<const OptionSpec> options;
    std::string_view details; ///< paragraphs separated by an empty line; may be empty
    std::string_view example; ///< what follows `pulse-gui --cli`
    Handler run = nullptr;
};

struct ExitCodeSpec
{
    int code;
    std::string_view name; ///< as in the JSON form of an error; empty where there is none
    std::string_view meaning;
};

[[nodiscard]] std::span<const CommandSpec> commands();
/// Options that every command takes, before or after its name.
[[nodiscard]] std::span<const OptionSpec> globalOptions();
[[nodiscard]] std::span<const ExitCodeSpec> exitCodes();

/// "store NAME [--version VERSION] … [FILE]"
[[nodiscard]] QString usageOf(const CommandSpec &command);
/// "-o, --output FILE"
[[nodiscard]] QString formsOf(const OptionSpec &option);

inline QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace pulse::cli
