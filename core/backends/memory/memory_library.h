// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"
#include "pulse/storage/change_notifier.h"

#include <map>
#include <mutex>

namespace pulse {

/// Orders paths so that all that lies below a prompt or folder follows it at once: by UTF-16 code units with `/`
/// before every other.
struct TreeOrder
{
    using is_transparent = void;
    [[nodiscard]] static bool less(QStringView a, QStringView b);
    bool operator()(const Name &a, const Name &b) const { return less(a.toString(), b.toString()); }
    bool operator()(const Name &a, QStringView b) const { return less(a.toString(), b); }
    bool operator()(QStringView a, const Name &b) const { return less(a, b.toString()); }
};

/// What the handles of one library share. `mutex` guards every other member but the notifier.
struct MemoryLibrary
{
    struct StoredVersion
    {
        Metadata metadata;
        QByteArray content;
    };
    struct StoredPrompt
    {
        std::map<Version, StoredVersion> versions; ///< never empty
        LabelMap labels;
    };
    struct Discarded
    {
        TrashEntry entry;
        StoredPrompt prompt;
    };
    /// A path as it is written in the names of prompts, and how many prompts lie at or below it.
    struct SpelledPath
    {
        QString path;
        qsizetype prompts = 0;
    };
    using Prompts = std::map<Name, StoredPrompt, TreeOrder>;

    explicit MemoryLibrary(QString nameOfLibrary);

    const QString name; ///< as in `memory:NAME`; empty for a nameless one
    const QString id;
    std::mutex mutex;
    Prompts prompts;
    std::map<QString, SpelledPath> byFoldedPath; ///< every prompt's path and the folders above it
    std::vector<Discarded> trash;                ///< oldest first
    quint64 discardedSoFar = 0;
    ChangeNotifier notifier;

    /// The stored version, or null.
    [[nodiscard]] StoredVersion *find(const Name &prompt, const Version &version);
    /// The existing prompt or folder that `prompt`, or a folder above it, differs from only by case; empty when there
    /// is none. What only `leaving` uses, which is about to go, does not count.
    [[nodiscard]] QString caseTwin(const Name &prompt, const Name *leaving = nullptr) const;
    StoredPrompt &makePrompt(const Name &prompt);
    void erasePrompt(Prompts::iterator prompt);
};

} // namespace pulse
