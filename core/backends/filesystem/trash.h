// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/trash_record.h"

#include <span>

namespace pulse::filesystem {

/// I3: removed prompts, in `trash/<id>/`: `record.json` says what it was, `prompt/` holds it. The record is durable
/// before anything moves, so that no crash leaves what was removed without its name.
class Trash
{
public:
    explicit Trash(Library &library)
        : m_library(library)
    {}

    /// An entry's directory, open, and what it holds.
    struct Opened
    {
        TrashRecord record;
        Descriptor directory;
        Descriptor payload; ///< `prompt`
        PromptDirectory contents;
    };

    /// Errors: NotFound (also for an entry from which everything was restored), Corrupt.
    [[nodiscard]] Result<Opened> open(const Call &call, const QString &id) const;
    [[nodiscard]] Result<std::vector<TrashEntry>> entries(const Call &call, const std::stop_token &stop) const;
    [[nodiscard]] Result<void> purge(const Call &call, const QString &id, const std::stop_token &stop);
    /// Many, with one sync for up to 256 of them.
    [[nodiscard]] std::vector<Result<void>> purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                      const std::stop_token &stop);

    /// A new entry with its record, durable (unless the caller syncs), and without a payload yet. Only while writing.
    [[nodiscard]] Result<Descriptor> make(const Call &call, Writing &writing, const TrashRecord &record,
                                          Syncing syncing = Syncing::Each);
    /// Deletes an entry. Only while writing.
    [[nodiscard]] Result<void> destroy(const Call &call, const QString &id);
    /// A name for a new entry; later ones sort after earlier ones.
    [[nodiscard]] QString newId() const;

private:
    [[nodiscard]] Result<Descriptor> openToPurge(const Call &call, const QString &id) const;
    void purgeTogether(std::span<const QString> ids, std::span<Result<void>> outcomes, const std::stop_token &stop);
    [[nodiscard]] Result<QByteArray> hide(const Call &call, const Descriptor &trash, const QString &id);
    [[nodiscard]] Result<TrashRecord> readRecord(const Call &call, const Descriptor &entry, const QString &id) const;

    Library &m_library;
};

} // namespace pulse::filesystem
