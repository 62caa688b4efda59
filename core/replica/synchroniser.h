// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "merge.h"
#include "pulse/replica/replica.h"
#include "store.h"

#include <future>

namespace pulse::replica {

/// What a synchronisation works with. Outlives it.
struct Parts
{
    std::shared_ptr<Storage> local;
    Store &store;
    std::shared_ptr<const Clock> clock;
    int parallel = 16;
};

/// One prompt on its way through a synchronisation.
struct Work
{
    Name name;
    QByteArray fingerprint = {};         ///< the home's, from before it was read
    std::optional<BaseRecord> base = {}; ///< with what is known of anything that was under way
    bool isBaseOutdated = false;         ///< the one on the disk, because of something under way
    bool isUnderWay = false;             ///< something of `plan` was begun
    std::optional<ChangeMark> mark = {};
    PromptState here = {};
    PromptState home = {};
    Plan plan = {};
    /// What both sides have come to hold, a step after the other: the common past of the next look, where this one ends
    /// half-way. What was brought over would else be taken for a change of the other side.
    PromptFacts reached = {};
    std::optional<BaseRecord> stored = {};    ///< the base as it was read or written last
    std::map<Version, Prompt> exchanged = {}; ///< the home's bytes for versions that change theirs here
    std::optional<Error> failed = {};
    bool again = false;                  ///< one of the sides changed meanwhile
    std::optional<Error> overtaken = {}; ///< what the side said that had, the last time

    [[nodiscard]] bool goesOn() const { return !failed && !again; }
};

/// Brings a replica and its home together, once; what is cut off is completed by another one. Used by one thread, by
/// who has the right to synchronise.
class Synchroniser
{
public:
    Synchroniser(const Parts &parts, Storage &home, const SyncStorage::Options &options, const ProgressSink &progress,
                 std::stop_token stop);

    /// With `only`, looks at these prompts alone.
    [[nodiscard]] Result<SyncStorage::Report> run(const std::vector<Name> &only);

private:
    // What there is to do (synchroniser.cpp).
    [[nodiscard]] Result<void> survey(const std::vector<Name> &only);
    [[nodiscard]] Result<void> surveyWhatIsKnownHere();
    [[nodiscard]] Result<bool> surveyListOfChanges();
    [[nodiscard]] Result<void> surveyAll();
    [[nodiscard]] Result<void> surveyLocal();
    [[nodiscard]] Result<std::vector<FingerprintStorage::Item>> listHome();
    [[nodiscard]] Result<void> questionAbsence(qsizetype present, const std::set<Name> &absent);
    [[nodiscard]] Result<bool> isOtherLibrary();
    Work &candidate(const Name &name);
    [[nodiscard]] Result<void> processAll();
    [[nodiscard]] Result<void> processUnexplained();
    [[nodiscard]] Result<void> finish(bool isPartial);

    // A few prompts at a time (synchroniser_chunk.cpp).
    using Overviews = std::vector<Result<OverviewStorage::Overview>>;
    /// What the home holds of these prompts, asked for from now on; nothing where it cannot tell of many at once.
    [[nodiscard]] std::future<Overviews> askHome(std::span<const Work> chunk) const;
    /// `asked` is told of the same prompts.
    [[nodiscard]] Result<void> process(std::span<Work> chunk, std::future<Overviews> asked);
    [[nodiscard]] Result<void> readAll(std::span<Work> chunk, std::future<Overviews> asked);
    void readHere(Work &work);
    /// `known` is what is known of the home's side already; null where nothing is.
    void readHome(Work &work, const OverviewStorage::Overview *known);
    /// On the disk, before the first of it is done.
    [[nodiscard]] Result<void> noteUnderWay(std::span<Work> chunk);
    /// What remains to be remembered of what was begun and did not come to its end.
    static void leaveUndone(std::span<Work> chunk, const Error &error);
    [[nodiscard]] static BaseRecord leftHalfway(const Work &work);
    [[nodiscard]] Result<bool> wasChosenMeanwhile(const Work &work, const std::optional<ChangeMark> &mark);
    [[nodiscard]] Result<void> plan(std::span<Work> chunk);
    [[nodiscard]] Result<void> loadTrash();
    [[nodiscard]] bool isRemovedAtHome(const Work &work, const Version &version) const;
    void count(const Work &work);
    [[nodiscard]] Result<void> record(std::span<Work> chunk);
    [[nodiscard]] Result<void> recordConflicts(std::span<Work> chunk);
    /// Keeps what went wrong with one prompt; remembers what ends the whole.
    void note(Work &work, const Error &error);
    /// Also while others work on it. What has to be left undone because the whole ends counts as failed.
    [[nodiscard]] bool mayGoOn(Work &work);

    // Versions both ways, and everything else on each side (synchroniser_transfer.cpp, synchroniser_apply.cpp).
    [[nodiscard]] Result<void> separateVersions(std::span<Work> chunk);
    [[nodiscard]] Result<void> copyAside(Work &work, const Separation &separation);
    void send(std::span<Work> chunk);
    using Sending = std::vector<std::pair<Work *, Version>>;
    void sendBatch(const Sending &batch);
    void sendLong(Work &work, const Version &version);
    void sent(Work &work, const Metadata &ours, const Result<StoreReceipt> &receipt);
    [[nodiscard]] Result<void> receive(std::span<Work> chunk);
    using Arrived = std::vector<std::pair<Work *, Prompt>>;
    class Arrivals;
    void receiveOne(Work &work, const Version &version, Arrivals &arrivals);
    [[nodiscard]] Result<void> storeArrived(const Arrived &arrived);
    void received(Work &work, const Metadata &theirs, const Result<StoreReceipt> &receipt);
    [[nodiscard]] Result<Prompt> fetchShort(const Name &name, const Version &version,
                                            std::unique_ptr<StreamStorage::Reader> &tooLong);
    void applyHome(Work &work);
    /// One version, or all, where the home is still as it was seen; false when it is not, or could not be done.
    [[nodiscard]] bool removeAtHome(Work &work, const std::optional<Version> &version, qint64 &counter);
    [[nodiscard]] bool isAsSeenAtHome(Work &work, const std::optional<Version> &version);
    void replaceAtHome(Work &work, const Version &version);
    [[nodiscard]] Result<void> applyHere(std::span<Work> chunk);
    void applyHere(Work &work);
    void removeHere(Work &work, const std::optional<Version> &version);
    static void noteGone(Work &work, const std::optional<Version> &version);
    /// `other` is the side that the patch comes from.
    void patch(Work &work, MetadataStorage &storage, const Patch &patch, const PromptState &other, qint64 &counter);
    void moveLabels(Work &work, Storage &storage, const std::vector<LabelMove> &moves, qint64 &counter);
    void exchangeHere(Work &work, const Version &version);
    [[nodiscard]] Result<void> liftLabels(Work &work, const Version &version);
    [[nodiscard]] bool check(Work &work, const Result<void> &done, qint64 &counter);
    /// Tells of versions that were brought over. From any thread.
    void moved(const QString &subject, qint64 versions = 1);

    const Parts &m_parts;
    Storage &m_local;
    Storage &m_home;
    const Capabilities m_canHere;
    const Capabilities m_canHome;
    const SyncStorage::Options m_options;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;

    std::optional<HomeRecord> m_known;
    QByteArray m_cursor;
    std::map<Name, Work> m_candidates;
    std::map<Name, PromptFacts> m_unexplained; ///< with the common past
    std::set<Name> m_named;                    ///< by the home's list of changes
    std::map<Name, BaseRecord> m_arrived;      ///< prompts that were not known before, or are named as changed
    std::set<Name> m_accepted;                 ///< absent at the home, and nothing is lost by that
    bool m_isSecondLook = false;
    std::map<Name, std::set<Version>> m_trash;
    bool m_isTrashLoaded = false;
    qint64 m_done = 0;          ///< prompts, before the chunk at hand
    std::mutex m_progressMutex; ///< guards m_moved, and m_progress while it is called
    qint64 m_inChunk = 0;
    qint64 m_moved = 0;
    std::mutex m_mutex; ///< guards what follows while prompts are worked on at once
    std::optional<Error> m_end;
    SyncStorage::Report m_report;
};

} // namespace pulse::replica
