// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/catalogue.h"
#include "pulse/storage/storage.h"

#include <QHash>
#include <QSet>
#include <mutex>

namespace pulse::detail {

/// What happened to the catalogue since it was last delivered.
struct CatalogueDelivery
{
    Catalogue catalogue;
    QStringList changed;     ///< paths; sorted; meaningless when `everything`
    bool everything = false; ///< more than is worth naming
    QStringList prompts;     ///< names whose prompt is known to have changed or gone
    bool namesLoaded = false;
};

/// Where workers put together the snapshots that the window gets: the one place that changes the catalogue.
///
/// Thread-safe. A reading that takes long (a load) begins with `begin…` and is told by the number it gets; of two
/// readings of the same prompt the one that began later counts, and a load that was superseded changes nothing.
class CatalogueBuilder
{
public:
    /// A load that replaces those before it.
    [[nodiscard]] quint64 beginLoad();
    /// The point from which on other readings are newer than the one that begins now.
    [[nodiscard]] quint64 beginReading();

    /// All names that there are. Known details stay; what is not listed goes.
    void setNames(quint64 load, quint64 reading, const std::vector<ListItem> &items);
    /// Details that a load read.
    void addLoaded(quint64 load, quint64 reading, std::vector<CatalogueEntry> entries, const QStringList &gone);
    /// Details that were read because these prompts are known to have changed.
    void addRefreshed(std::vector<CatalogueEntry> entries, const QStringList &gone);
    /// The next delivery says that everything may have changed.
    void markEverything();

    /// Takes what happened since the last call.
    [[nodiscard]] CatalogueDelivery take();

private:
    void apply(std::vector<CatalogueEntry> entries, const QStringList &gone, bool refreshed);
    void share(CatalogueEntry &entry);
    void note(const QString &path);

    std::mutex m_mutex;
    Catalogue m_catalogue;
    QSet<QString> m_changed;
    QSet<QString> m_prompts;
    bool m_everything = false;
    bool m_namesLoaded = false;
    quint64 m_load = 0;
    quint64 m_sequence = 0;
    QHash<QString, quint64> m_refreshed; // when, for those refreshed since the load began
    QHash<QStringList, QStringList> m_lists;
    QHash<Version, Version> m_versions;
};

} // namespace pulse::detail
