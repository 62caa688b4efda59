// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/text/diff.h"

#include <QPointer>
#include <QWidget>
#include <optional>

class QAction;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace pulse::ui {

class DiffCanvas;
class EmptyState;
class MessageBar;

/// One side of a comparison.
struct ComparisonSide
{
    QString title;                     ///< what stands above it: "1.0.0", "Your draft"
    QByteArray content;                ///< exactly as stored
    std::optional<VersionKey> version; ///< empty for a draft
};

/// Two contents, side by side or inline: changed lines tinted, changed words marked inside them, unchanged stretches
/// folded, a strip at the right that shows where the changes are. Compared on a worker.
class ComparisonView : public QWidget
{
    Q_OBJECT

public:
    enum class Mode { SideBySide, Inline };

    explicit ComparisonView(QWidget *parent = nullptr);
    ~ComparisonView() override;

    /// Compares two contents. `session` lends its workers and must outlive its stay here.
    void compare(LibrarySession *session, const ComparisonSide &left, const ComparisonSide &right);
    /// Fetches two published versions and compares them.
    void compareVersions(LibrarySession *session, const VersionKey &left, const VersionKey &right);
    /// Fetches a published version and compares it with `content`, titled `title`.
    void compareWith(LibrarySession *session, const VersionKey &left, const QByteArray &content, const QString &title);

    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    /// Without the tool row: for showing a difference inside something else.
    void setToolRowVisible(bool visible);
    /// Whether “Restore …” is offered for a left side that is a published version.
    void setRestorable(bool restorable);

    [[nodiscard]] const TextDiff &difference() const { return m_difference; }
    [[nodiscard]] DiffCanvas *canvas() const { return m_canvas; }
    [[nodiscard]] bool isReady() const { return m_ready; }

public slots:
    void nextDifference();
    void previousDifference();

signals:
    void restoreRequested(const pulse::VersionKey &version);
    /// The comparison is on the screen.
    void ready();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Compared
    {
        ComparisonSide left;
        ComparisonSide right;
        TextDiff difference;
        QString note; ///< what a reader must know: not text, only line ends differ, …
    };
    [[nodiscard]] static Result<Compared> computeDifference(ComparisonSide left, ComparisonSide right,
                                                            std::stop_token stop);
    void buildToolRow();
    void present(Result<Compared> compared);
    void updateSummary();
    void announce();

    QPointer<LibrarySession> m_session;
    Mode m_mode = Mode::SideBySide;
    bool m_modeChosen = false;
    bool m_restorable = false;
    bool m_ready = false;
    ComparisonSide m_left;
    ComparisonSide m_right;
    TextDiff m_difference;
    QWidget *m_toolRow = nullptr;
    QLabel *m_summary = nullptr;
    QToolButton *m_sideBySide = nullptr;
    QToolButton *m_inline = nullptr;
    QToolButton *m_unchanged = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
    QToolButton *m_restore = nullptr;
    MessageBar *m_messages = nullptr;
    QStackedWidget *m_pages = nullptr;
    DiffCanvas *m_canvas = nullptr;
    EmptyState *m_empty = nullptr;
    Task<Compared> m_task;
};

} // namespace pulse::ui
