// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/model/metadata.h"

#include <QString>
#include <memory>
#include <vector>

namespace pulse {

/// What the window knows of every prompt: enough for the tree, the filter, tags and completion.
struct CatalogueEntry
{
    QString path;             ///< the name as text, or the path of something damaged that has no valid name
    std::optional<Name> name; ///< empty when the path is no valid name
    std::optional<Version> latest;
    int versionCount = 0;
    QDateTime updatedAt;   ///< of the latest version
    qint64 size = 0;       ///< of the latest version
    QStringList tags;      ///< of the latest version
    QString description;   ///< of the latest version, its first line, at most 400 characters of it
    QStringList labels;    ///< "production 1.2.0" as two fields would be wasteful: the names only
    QString damage;        ///< empty when nothing is known to be wrong
    bool detailed = false; ///< false while only the name is known

    friend bool operator==(const CatalogueEntry &, const CatalogueEntry &) = default;
};

/// An immutable snapshot, shared between threads: entries sorted by path, each path once.
class Catalogue
{
public:
    Catalogue();
    /// Sorts the entries; of two with the same path the later one counts.
    explicit Catalogue(std::vector<CatalogueEntry> entries);

    [[nodiscard]] const std::vector<CatalogueEntry> &entries() const { return *m_entries; }
    [[nodiscard]] bool isEmpty() const { return m_entries->empty(); }
    [[nodiscard]] qsizetype size() const { return static_cast<qsizetype>(m_entries->size()); }
    /// Null when there is none. Valid while this snapshot, or a copy of it, lives.
    [[nodiscard]] const CatalogueEntry *find(QStringView path) const;
    /// Every tag with the number of prompts that have it, sorted by tag.
    [[nodiscard]] std::vector<std::pair<QString, int>> tags() const;
    /// A snapshot with these entries added or replaced and these paths taken out.
    [[nodiscard]] Catalogue with(std::vector<CatalogueEntry> changed, const QStringList &removed) const;

private:
    std::shared_ptr<const std::vector<CatalogueEntry>> m_entries;
};

} // namespace pulse
