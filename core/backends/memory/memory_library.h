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
    using Prompts = std::map<Name, StoredPrompt, TreeOrder>;

    explicit MemoryLibrary(QString nameOfLibrary);

    const QString name; ///< as in `memory:NAME`; empty for a nameless one
    const QString id;
    std::mutex mutex;
    Prompts prompts;
    std::map<QString, Name> byFoldedName;
    std::vector<Discarded> trash; ///< oldest first
    quint64 discardedSoFar = 0;
    ChangeNotifier notifier;

    /// The stored version, or null.
    [[nodiscard]] StoredVersion *find(const Name &prompt, const Version &version);
    /// The existing name, other than itself, that `prompt` differs from only by case; or null.
    [[nodiscard]] const Name *caseTwin(const Name &prompt) const;
    StoredPrompt &makePrompt(const Name &prompt);
    void erasePrompt(Prompts::iterator prompt);
};

} // namespace pulse
