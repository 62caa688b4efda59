// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/activity_log.h"
#include "pulse/library/activity_recorder.h"
#include "pulse/library/library.h"
#include "pulse/library/library_sync.h"
#include "pulse/library/task.h"

#include <QObject>
#include <memory>

namespace pulse {

/// An open library as the window sees it: everything asynchronous, delivered in the GUI thread, with a live catalogue.
///
/// Lives in the GUI thread. Every method returns at once; the Task's answer comes through `.then(context, …)`. For any
/// use case of Library that has no method here, `run` takes a function of the library.
class LibrarySession : public QObject
{
    Q_OBJECT

public:
    LibrarySession(std::shared_ptr<Library> library, std::shared_ptr<TaskRunner> runner, QObject *parent = nullptr);
    ~LibrarySession() override;

    /// What to call it: the folder's name, unless the person gave it another.
    [[nodiscard]] QString title() const;
    void setTitle(const QString &title);
    [[nodiscard]] const StorageInfo &info() const { return m_info; }
    [[nodiscard]] bool isReadOnly() const { return m_info.readOnly; }
    [[nodiscard]] const std::shared_ptr<Library> &library() const { return m_library; }
    [[nodiscard]] TaskRunner &runner() const { return *m_runner; }

    /// How the library stands with its home; null where it has none elsewhere.
    [[nodiscard]] LibrarySync *sync() const;

    /// The newest snapshot; empty until the first load came. Names come first (`detailed` false), details follow.
    [[nodiscard]] const Catalogue &catalogue() const { return m_catalogue; }
    [[nodiscard]] bool isLoaded() const { return m_namesLoaded; }
    /// Loads all names, then all details, and follows changes from then on. Call once.
    void start();
    /// Looks at everything again.
    void reload();

    [[nodiscard]] Task<Prompt> fetch(const PromptRef &ref);
    [[nodiscard]] Task<History> history(const Name &name);
    [[nodiscard]] Task<Library::Proposal> propose(const Name &name, const QByteArray &content);
    [[nodiscard]] Task<StoreReceipt> publish(const PublishRequest &request);
    [[nodiscard]] Task<Metadata> updateMetadata(const PromptRef &ref, const MetadataPatch &patch);
    [[nodiscard]] Task<void> setLabel(const Name &name, const Label &label, const Version &version,
                                      bool overrideProtection);
    [[nodiscard]] Task<void> removeLabel(const Name &name, const Label &label, bool overrideProtection);
    [[nodiscard]] Task<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version);
    [[nodiscard]] Task<std::vector<TrashEntry>> trash();
    [[nodiscard]] Task<Name> restoreFromTrash(const QString &id, const std::optional<Name> &as = {});
    [[nodiscard]] Task<void> rename(const Name &from, const Name &to);
    [[nodiscard]] Task<StoreReceipt> duplicate(const Name &from, const Name &to);

    /// `use(Library &, std::stop_token) -> Result<T>` on a worker thread.
    template <typename Use>
    [[nodiscard]] auto run(Use use)
    {
        return m_runner->run([library = m_library, use = std::move(use)](std::stop_token stop) mutable {
            return use(*library, std::move(stop));
        });
    }

    /// What was done through this session, to be taken back: by the methods above, and by `record`.
    [[nodiscard]] ActivityLog &activities() const;
    /// Several changes as one activity: `use(ActivityRecorder &, std::stop_token) -> Result<T>` on a worker thread.
    /// What it did is noted, and the window told of it, even where it fails in the middle or nobody waits for the
    /// answer.
    template <typename Use>
    [[nodiscard]] auto record(ActivityKind kind, Use use)
    {
        return run([kind, deliver = delivery(), use = std::move(use)](Library &library, std::stop_token stop) mutable {
            ActivityRecorder recorder(library);
            auto result = use(recorder, std::move(stop));
            if (auto activity = recorder.finish(kind))
                deliver(std::move(*activity));
            return result;
        });
    }

    /// After a change through this session that the caller knows of, so that the window need not wait for the watch.
    /// (The methods above do this themselves.)
    void refresh(const QStringList &names);

signals:
    /// The names are there: the tree can be painted.
    void loaded();
    /// A newer snapshot. `changed` names what differs, empty when everything may.
    void catalogueChanged(const QStringList &changed);
    /// Versions, labels or metadata of this prompt changed, here or in another process, or it is gone.
    void promptChanged(const pulse::Name &name);
    void trashChanged();
    /// The library as a whole cannot be read, with the reason; `recovered` when it can again.
    void failed(const pulse::Error &error);
    void recovered();
    /// Loading of names or details; done == total ends it.
    void loadProgress(qint64 done, qint64 total);

private:
    struct Private;
    [[nodiscard]] std::function<void(Activity)> delivery() const; ///< may be called from any thread

    StorageInfo m_info;
    std::shared_ptr<Library> m_library;
    std::shared_ptr<TaskRunner> m_runner;
    Catalogue m_catalogue;
    bool m_namesLoaded = false;
    std::unique_ptr<Private> d;
};

} // namespace pulse
