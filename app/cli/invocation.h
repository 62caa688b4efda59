// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "grammar.h"

#include <QByteArray>
#include <QStringList>
#include <optional>
#include <vector>

namespace pulse::cli {

/// A command line, parsed. Values of a kind other than File are proven to be UTF-8.
class Invocation
{
public:
    const CommandSpec *command = nullptr;
    bool help = false;
    bool version = false;         ///< --version before any command
    std::string_view group;       ///< "trash" when help was asked for the group alone
    std::optional<Error> problem; ///< what is wrong with it, as a sentence; what was read before it is kept

    /// Whether the switch, or an option with a value, was given.
    [[nodiscard]] bool has(std::string_view option) const;
    /// The value of an option.
    [[nodiscard]] std::optional<QString> value(std::string_view option) const;
    [[nodiscard]] QStringList values(std::string_view option) const;
    /// A file's name exactly as it was given.
    [[nodiscard]] std::optional<QByteArray> bytes(std::string_view option) const;

    [[nodiscard]] qsizetype count() const { return static_cast<qsizetype>(m_arguments.size()); }
    /// The argument at this place; empty when there are fewer.
    [[nodiscard]] QString argument(qsizetype index) const;
    [[nodiscard]] const QByteArray &argumentBytes(qsizetype index) const
    {
        return m_arguments[static_cast<size_t>(index)];
    }
    [[nodiscard]] QStringList argumentsFrom(qsizetype index) const;

private:
    friend class InvocationParser;
    struct Given
    {
        const OptionSpec *option;
        QByteArray value;
    };
    std::vector<Given> m_options;
    std::vector<QByteArray> m_arguments;
};

/// Reads what follows `pulse-gui --cli`. Never fails as a whole: `problem` says what is wrong.
[[nodiscard]] Invocation parseInvocation(std::span<const char *const> arguments);

/// What was most probably meant by `word`; empty when nothing is near.
[[nodiscard]] QString nearest(const QString &word, const QStringList &candidates);

} // namespace pulse::cli
