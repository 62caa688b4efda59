// SPDX-License-Identifier: Apache-2.0
#include "completion.h"

#include "backup_place.h"

#include "command_run.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

struct Candidate
{
    QString text;
    QString help;
};

// Reads the words before the one being written, as far as they go.
class CompletionContext
{
public:
    explicit CompletionContext(const QStringList &words)
    {
        for (const QString &word : words) {
            if (expecting)
                takeValue(word);
            else if (!ended && word == "--"_L1)
                ended = true;
            else if (!ended && word.size() > 1 && word.startsWith(u'-'))
                takeOption(word);
            else if (!command)
                takeCommandWord(word);
            else
                arguments.append(word);
        }
    }

    [[nodiscard]] const OptionSpec *find(const QString &word) const
    {
        const auto matches = [&](const OptionSpec &option) {
            return word == "--"_L1 + text(option.name) ||
                   (option.letter && word == u'-' + QString(QLatin1Char(option.letter)));
        };
        if (command) {
            for (const OptionSpec &option : command->options) {
                if (matches(option))
                    return &option;
            }
        }
        const auto global = std::ranges::find_if(globalOptions(), matches);
        return global == globalOptions().end() ? nullptr : &*global;
    }

    const CommandSpec *command = nullptr;
    QString group;
    const OptionSpec *expecting = nullptr; ///< the option whose value comes next
    bool ended = false;                    ///< `--` was seen
    QStringList arguments;
    std::optional<QString> library;

private:
    void takeValue(const QString &word)
    {
        if (expecting->name == "library")
            library = word;
        expecting = nullptr;
    }

    void takeOption(const QString &word)
    {
        const qsizetype equals = word.indexOf(u'=');
        const OptionSpec *option = find(equals < 0 ? word : word.first(equals));
        if (!option || option->value.empty())
            return;
        expecting = option;
        if (equals >= 0)
            takeValue(word.sliced(equals + 1));
    }

    void takeCommandWord(const QString &word)
    {
        const QString full = group.isEmpty() ? word : group + u' ' + word;
        for (const CommandSpec &candidate : commands()) {
            if (text(candidate.name) == full) {
                command = &candidate;
                return;
            }
        }
        group = full;
    }
};

class Completer
{
public:
    Completer(const CompletionContext &context, QString current)
        : m_context(context)
        , m_current(std::move(current))
    {}

    std::vector<Candidate> find()
    {
        if (m_context.expecting) {
            ofKind(m_context.expecting->kind);
        } else if (!m_context.ended && m_current.startsWith("--"_L1) && m_current.contains(u'=')) {
            completeAssigned();
        } else if (!m_context.ended && m_current.startsWith(u'-')) {
            options();
        } else if (!m_context.command) {
            commandWords();
        } else if (!m_context.command->arguments.empty()) {
            const auto &known = m_context.command->arguments;
            const auto index = static_cast<size_t>(m_context.arguments.size());
            if (index < known.size() || known.back().repeatable)
                ofKind(known[std::min(index, known.size() - 1)].kind);
        }
        return std::move(m_found);
    }

private:
    void offer(const QString &candidate, const QString &help = {})
    {
        if (candidate.startsWith(m_current) || candidate.startsWith(u':'))
            m_found.push_back({m_prefix + candidate, help});
    }

    void completeAssigned()
    {
        const qsizetype equals = m_current.indexOf(u'=');
        const OptionSpec *option = m_context.find(m_current.first(equals));
        if (!option)
            return;
        m_prefix = m_current.first(equals + 1);
        m_current = m_current.sliced(equals + 1);
        ofKind(option->kind);
    }

    void options()
    {
        if (m_context.command) {
            for (const OptionSpec &option : m_context.command->options)
                offer("--"_L1 + text(option.name), text(option.help));
        }
        for (const OptionSpec &option : globalOptions())
            offer("--"_L1 + text(option.name), text(option.help));
    }

    void commandWords()
    {
        QStringList seen;
        const QString before = m_context.group.isEmpty() ? QString() : m_context.group + u' ';
        for (const CommandSpec &command : commands()) {
            const QString name = text(command.name);
            if (!name.startsWith(before))
                continue;
            const QString word = name.sliced(before.size()).section(u' ', 0, 0);
            if (!seen.contains(word))
                offer(word, text(command.summary));
            seen.append(word);
        }
    }

    void ofKind(ValueKind kind)
    {
        switch (kind) {
        case ValueKind::File:
            offer(u":files"_s);
            break;
        case ValueKind::Library:
            profiles();
            offer(u":folders"_s);
            break;
        case ValueKind::Folder:
            offer(u":folders"_s);
            break;
        case ValueKind::Profile:
            profiles();
            break;
        case ValueKind::Environment:
            environments();
            break;
        case ValueKind::Branch:
            branches();
            break;
        case ValueKind::Prompt:
            m_current.contains(u'@') ? versionsOfPrompt() : promptNames();
            break;
        case ValueKind::PromptOrFolder:
            m_current.contains(u'@') ? versionsOfPrompt() : promptNames();
            break;
        case ValueKind::Version:
            versionsOf(m_context.arguments.value(0), {});
            break;
        case ValueKind::Bump:
            each({u"major"_s, u"minor"_s, u"patch"_s});
            break;
        case ValueKind::Label:
            labels();
            break;
        case ValueKind::Setting:
            settings();
            break;
        case ValueKind::Shell:
            each({u"bash"_s, u"zsh"_s, u"fish"_s});
            break;
        case ValueKind::Trash:
            trash();
            break;
        case ValueKind::Snapshot:
            snapshots();
            break;
        case ValueKind::Format:
            each({u"md"_s});
            break;
        case ValueKind::Tag:
        case ValueKind::Text:
            break;
        }
    }

    void each(const QStringList &texts)
    {
        for (const QString &text : texts)
            offer(text);
    }

    void profiles()
    {
        const StandardLibraryHost host(StandardLibraryHost::Purpose::Reading, std::make_shared<SystemClock>());
        const auto all = host.connections().profiles().all();
        for (const Profiles::Entry &entry : all ? *all : std::vector<Profiles::Entry>())
            offer(entry.name, entry.profile ? entry.profile->url.toDisplayString() : QString());
    }

    void environments()
    {
        const StandardLibraryHost host(StandardLibraryHost::Purpose::Reading, std::make_shared<SystemClock>());
        const auto all = host.connections().profiles().environments();
        for (const Environment &environment : all ? *all : std::vector<Environment>())
            offer(environment.name, environment.library);
    }

    void branches()
    {
        const auto opened = library();
        BranchStorage *storage = opened ? opened->capabilities().branches : nullptr;
        const auto all = storage ? storage->branches({}) : Result<std::vector<BranchStorage::Branch>>();
        for (const auto &branch : all ? *all : std::vector<BranchStorage::Branch>())
            offer(branch.name, branch.lastMessage);
    }

    std::shared_ptr<Library> library()
    {
        const StandardLibraryHost host(StandardLibraryHost::Purpose::Reading, std::make_shared<SystemClock>());
        const auto url = m_context.library ? host.locate(*m_context.library) : host.locateDefault();
        auto opened =
            url ? host.open(*url, OpenOptions::Mode::Existing, {}, {}) : Result<std::shared_ptr<Library>>(failure(url));
        return opened ? std::move(*opened) : nullptr;
    }

    void snapshots()
    {
        offer(u"latest"_s);
        const auto opened = library();
        if (!opened)
            return;
        const StandardLibraryHost host(StandardLibraryHost::Purpose::Reading, std::make_shared<SystemClock>());
        const auto folder = backupFolder(opened->info(), *host.settings());
        if (!folder)
            return;
        const auto store = BackupStore::open(*folder, BackupStore::Mode::Existing);
        const auto list = store ? (*store)->list({}) : Result<std::vector<SnapshotInfo>>(failure(store));
        for (const SnapshotInfo &snapshot : list ? *list : std::vector<SnapshotInfo>())
            offer(snapshot.id, toRfc3339(snapshot.takenAt));
    }

    // One level of the tree at a time, so that a library of a million prompts answers at once.
    void promptNames()
    {
        const auto opened = library();
        if (!opened)
            return;
        const QString folder = m_current.section(u'/', 0, -2);
        const auto items = opened->list(folder, false, {});
        if (!items)
            return;
        for (const ListItem &item : *items) {
            if (item.isPrompt && item.name)
                offer(item.path);
            if (item.isFolder)
                offer(item.path + u'/', u"folder"_s);
        }
    }

    void versionsOfPrompt()
    {
        const qsizetype at = m_current.lastIndexOf(u'@');
        versionsOf(m_current.first(at), m_current.first(at + 1));
    }

    void versionsOf(const QString &prompt, const QString &prefix)
    {
        const auto name = Name::parse(prompt.section(u'@', 0, 0));
        const auto opened = name ? library() : nullptr;
        const auto history = opened ? std::optional(opened->history(*name, {})) : std::nullopt;
        if (!history || !*history)
            return;
        offer(prefix + u"latest"_s);
        for (const auto &[label, version] : (*history)->labels)
            offer(prefix + label.toString(), version.toString());
        for (const HistoryEntry &entry : (*history)->entries)
            offer(prefix + entry.version.toString(),
                  entry.metadata ? entry.metadata->message.section(u'\n', 0, 0) : entry.damage);
    }

    void labels()
    {
        QStringList known{u"production"_s, u"staging"_s};
        const auto name = Name::parse(m_context.arguments.value(0).section(u'@', 0, 0));
        if (const auto opened = name ? library() : nullptr) {
            if (const auto history = opened->history(*name, {})) {
                for (const auto &[label, version] : history->labels) {
                    if (!known.contains(label.toString()))
                        known.append(label.toString());
                }
            }
        }
        each(known);
    }

    void settings()
    {
        for (const SettingInfo &info : allSettings())
            offer(QString(info.key), QString(info.help));
    }

    void trash()
    {
        const auto opened = library();
        const auto entries = opened ? std::optional(opened->trash({})) : std::nullopt;
        if (!entries || !*entries)
            return;
        for (const TrashEntry &entry : **entries)
            offer(entry.id, entry.name.toString());
    }

    const CompletionContext &m_context;
    QString m_current;
    QString m_prefix;
    std::vector<Candidate> m_found;
};

} // namespace

int complete(std::span<const char *const> words, Console &console)
{
    QStringList all;
    for (const char *word : words)
        all.append(QString::fromUtf8(word));
    if (all.isEmpty())
        all.append(QString());
    QString current = all.takeLast();
    std::vector<Candidate> found;
    if (all.isEmpty() || all.front() != "--cli"_L1) {
        for (const auto &option : {u"--cli"_s, u"--help"_s, u"--version"_s}) {
            if (option.startsWith(current))
                found.push_back({option, {}});
        }
    } else {
        all.removeFirst();
        const CompletionContext context(all);
        found = Completer(context, std::move(current)).find();
    }
    for (Candidate &candidate : found) {
        candidate.help.replace(u'\n', u' ').replace(u'\t', u' ');
        console.line(candidate.help.isEmpty() ? candidate.text : candidate.text + u'\t' + candidate.help);
    }
    (void)console.flush();
    return exit_code::done;
}

} // namespace pulse::cli
