// SPDX-License-Identifier: Apache-2.0
#include "invocation.h"

#include "pulse/base/quote.h"
#include "pulse/text/text_encoding.h"

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace pulse::cli {

bool Invocation::has(std::string_view option) const
{
    return bytes(option).has_value();
}

std::optional<QByteArray> Invocation::bytes(std::string_view option) const
{
    for (const Given &given : m_options) {
        if (given.option->name == option)
            return given.value;
    }
    return {};
}

std::optional<QString> Invocation::value(std::string_view option) const
{
    const auto found = bytes(option);
    return found ? std::optional(QString::fromUtf8(*found)) : std::nullopt;
}

QStringList Invocation::values(std::string_view option) const
{
    QStringList found;
    for (const Given &given : m_options) {
        if (given.option->name == option)
            found.append(QString::fromUtf8(given.value));
    }
    return found;
}

QString Invocation::argument(qsizetype index) const
{
    return index < count() ? QString::fromUtf8(argumentBytes(index)) : QString();
}

QStringList Invocation::argumentsFrom(qsizetype index) const
{
    QStringList found;
    for (; index < count(); ++index)
        found.append(argument(index));
    return found;
}

QString nearest(const QString &word, const QStringList &candidates)
{
    QString best;
    qsizetype bestDistance = std::max<qsizetype>(1, word.size() / 3) + 1;
    for (const QString &candidate : candidates) {
        std::vector<qsizetype> row(static_cast<size_t>(candidate.size()) + 1);
        std::iota(row.begin(), row.end(), 0);
        for (qsizetype i = 0; i < word.size(); ++i) {
            qsizetype diagonal = std::exchange(row[0], i + 1);
            for (size_t j = 1; j < row.size(); ++j) {
                const qsizetype replaced = diagonal + (candidate[static_cast<qsizetype>(j) - 1] == word[i] ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
            }
        }
        const bool begins = word.size() > 2 && candidate.startsWith(word);
        const qsizetype distance = begins ? std::min<qsizetype>(1, row.back()) : row.back();
        if (distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

class InvocationParser
{
public:
    explicit InvocationParser(std::span<const char *const> arguments)
        : m_words(arguments)
    {}

    Invocation parse()
    {
        while (m_next < m_words.size() && !m_result.problem) {
            const QByteArray word(m_words[m_next++]);
            if (!m_optionsEnded && word == "--")
                m_optionsEnded = true;
            else if (!m_optionsEnded && word.size() > 1 && word.startsWith('-'))
                readOption(word);
            else if (!m_result.command)
                readCommandWord(QString::fromUtf8(word));
            else
                readArgument(word);
        }
        m_result.group = m_group;
        if (!m_result.problem && !m_result.help && !m_result.version)
            checkComplete();
        return std::move(m_result);
    }

private:
    // The hint at the end of every message about wrong usage.
    [[nodiscard]] QString helpHint() const
    {
        const QString topic = m_result.command ? text(m_result.command->name) + u' ' : QString();
        return u" Run “pulse-gui --cli %1--help” to see what it takes."_s.arg(topic);
    }

    void fail(const QString &sentence)
    {
        const QString operation = m_result.command ? text(m_result.command->name) : u"command line"_s;
        m_result.problem.emplace(ErrorCode::Invalid, operation, QString(), sentence + helpHint());
    }

    static QString guess(const QString &word, const QStringList &candidates, const QString &prefix = {})
    {
        const QString near = nearest(word, candidates);
        return near.isEmpty() ? QString() : u" Did you mean “%1%2”?"_s.arg(prefix, near);
    }

    void readCommandWord(const QString &word)
    {
        if (word == "help"_L1 && m_group.empty()) {
            m_result.help = true;
            return;
        }
        const QString full = m_group.empty() ? word : text(m_group) + u' ' + word;
        for (const CommandSpec &command : commands()) {
            if (text(command.name) == full) {
                m_result.command = &command;
                m_group = {};
                return;
            }
        }
        const QByteArray beginning = full.toUtf8() + ' ';
        QStringList candidates;
        for (const CommandSpec &command : commands()) {
            if (QByteArrayView(command.name.data(), qsizetype(command.name.size())).startsWith(beginning)) {
                m_group = command.name.substr(0, static_cast<size_t>(beginning.size()) - 1);
                return;
            }
            if (const QString next = nextWord(command); !next.isEmpty())
                candidates.append(next);
        }
        fail(u"There is no command %1.%2"_s.arg(quoted(full), guess(word, candidates)));
    }

    // The word that would follow the group on the way to this command; empty for commands elsewhere.
    [[nodiscard]] QString nextWord(const CommandSpec &command) const
    {
        if (m_group.empty())
            return text(command.name).section(u' ', 0, 0);
        const bool within = command.name.starts_with(m_group) && command.name.size() > m_group.size() &&
                            command.name[m_group.size()] == ' ';
        return within ? text(command.name.substr(m_group.size() + 1)).section(u' ', 0, 0) : QString();
    }

    const OptionSpec *findOption(const QByteArray &name) const
    {
        const auto matches = [&](const OptionSpec &option) {
            return name.startsWith("--")
                       ? name.sliced(2) == QByteArrayView(option.name.data(), qsizetype(option.name.size()))
                       : option.letter && name.size() == 2 && name[1] == option.letter;
        };
        if (m_result.command) {
            for (const OptionSpec &option : m_result.command->options) {
                if (matches(option))
                    return &option;
            }
        }
        const auto global = std::ranges::find_if(globalOptions(), matches);
        return global == globalOptions().end() ? nullptr : &*global;
    }

    [[nodiscard]] QStringList optionNames() const
    {
        QStringList names;
        for (const OptionSpec &option : globalOptions())
            names.append(text(option.name));
        if (m_result.command) {
            for (const OptionSpec &option : m_result.command->options)
                names.append(text(option.name));
        }
        return names;
    }

    void readOption(const QByteArray &word)
    {
        const qsizetype equals = word.startsWith("--") ? word.indexOf('=') : -1;
        const QByteArray name = equals < 0 ? word : word.first(equals);
        if (name == "--version" && !m_result.command) {
            m_result.version = true;
            return;
        }
        const OptionSpec *option = findOption(name);
        const QString shown = QString::fromUtf8(name);
        if (!option) {
            const QString command = m_result.command ? u"The command “%1” has"_s.arg(text(m_result.command->name))
                                                     : u"Before a command there is"_s;
            const QString meant = guess(shown.mid(name.startsWith("--") ? 2 : 1), optionNames(), u"--"_s);
            fail(u"%1 no option %2.%3"_s.arg(command, quoted(shown),
                                             meant.isEmpty() ? u" A name that begins with a dash goes after “--”."_s
                                                             : meant));
        } else if (!option->repeatable && !option->value.empty() && m_result.has(option->name)) {
            fail(u"The option %1 is given twice."_s.arg(quoted(shown)));
        } else if (option->value.empty() && equals >= 0) {
            fail(u"The option %1 takes no value."_s.arg(quoted(shown)));
        } else if (!option->value.empty() && equals < 0 && m_next == m_words.size()) {
            fail(u"The option %1 needs a value: %2."_s.arg(quoted(shown), text(option->value)));
        } else {
            QByteArray value;
            if (equals >= 0)
                value = word.sliced(equals + 1);
            else if (!option->value.empty())
                value = m_words[m_next++];
            m_result.help = m_result.help || option->name == "help";
            if (checkText(value, option->kind))
                m_result.m_options.push_back({option, value});
        }
    }

    bool checkText(const QByteArray &value, ValueKind kind)
    {
        if (kind == ValueKind::File || firstInvalidUtf8(value) < 0)
            return true;
        fail(u"The argument %1 is not valid UTF-8."_s.arg(quoted(QString::fromUtf8(value))));
        return false;
    }

    void readArgument(const QByteArray &word)
    {
        const auto &known = m_result.command->arguments;
        const size_t index = m_result.m_arguments.size();
        const bool fits = index < known.size() || (!known.empty() && known.back().repeatable);
        if (!fits)
            fail(u"The argument %1 is one too many."_s.arg(quoted(QString::fromUtf8(word))));
        else if (checkText(word, known[std::min(index, known.size() - 1)].kind))
            m_result.m_arguments.push_back(word);
    }

    void checkComplete()
    {
        if (!m_group.empty()) {
            QStringList words;
            for (const CommandSpec &command : commands()) {
                if (const QString next = nextWord(command); !next.isEmpty() && !words.contains(next))
                    words.append(next);
            }
            fail(u"The command “%1” needs one more word: %2."_s.arg(text(m_group), words.join(", "_L1)));
            return;
        }
        if (!m_result.command) {
            fail(u"No command is given."_s);
            return;
        }
        const auto &known = m_result.command->arguments;
        const size_t given = m_result.m_arguments.size();
        if (given < known.size() && known[given].required)
            fail(u"The command “%1” needs %2."_s.arg(text(m_result.command->name), text(known[given].name)));
    }

    std::span<const char *const> m_words;
    size_t m_next = 0;
    bool m_optionsEnded = false;
    std::string_view m_group;
    Invocation m_result;
};

Invocation parseInvocation(std::span<const char *const> arguments)
{
    return InvocationParser(arguments).parse();
}

} // namespace pulse::cli
