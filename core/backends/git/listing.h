// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_folder.h"
#include "pulse/storage/storage.h"

#include <QSet>

namespace pulse::git {

/// Lists prompts from the trees alone: no blob is read. The order is that of the paths, segment by segment by their
/// bytes, a prompt before those below it; the cursor is the last path told.
class Listing
{
public:
    /// `told` is called with each prompt and the entries of its folder (fingerprints are made of them); may be empty.
    using Told = std::function<void(const ListItem &, const PromptFolder &)>;

    Listing(const Repository &repository, const Snapshot &snapshot, ListQuery query, Told told, std::stop_token stop);
    [[nodiscard]] Result<ListPage> run();

private:
    enum class Step { Continue, PageFull };
    struct Found
    {
        QByteArray path; ///< below the folder of the query
        PromptFolder contents;
        QString damage;
    };

    [[nodiscard]] Result<void> takeCursor();
    [[nodiscard]] Found look(const QByteArray &path, const Oid &tree) const;
    [[nodiscard]] Result<Step> walk(const Found &folder, qsizetype depth, bool onCursor);
    [[nodiscard]] Result<Step> visit(const QByteArray &path, const TreeEntry &entry, qsizetype depth, bool onCursor);
    [[nodiscard]] bool hasPrompts(const PromptFolder &folder, int depth);
    [[nodiscard]] Step emitItem(const Found &found, bool isPrompt, bool isFolder);

    const Repository &m_repository;
    const Snapshot m_snapshot;
    const ListQuery m_query;
    const Told m_told;
    const std::stop_token m_stop;
    const qsizetype m_limit;
    const Call m_call;
    QList<QByteArray> m_cursor;
    ListPage m_page;
    QByteArray m_lastPath;
    QSet<Oid> m_barren; // trees without a prompt; a repository may hold one a million times
};

} // namespace pulse::git
