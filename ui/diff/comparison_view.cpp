// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/diff/comparison_view.h"

#include "pulse/text/text_encoding.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/diff/diff_canvas.h"

#include <QAccessible>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

constexpr int narrowWidth = 640; // below, side by side leaves too little room for either side
const QString problem = u"comparison"_s;

QToolButton *toolButton(const QIcon &picture, const QString &text, const QString &toolTip)
{
    auto *button = new QToolButton;
    button->setIcon(picture);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    return button;
}

} // namespace

ComparisonView::ComparisonView(QWidget *parent)
    : QWidget(parent)
{
    m_messages = new MessageBar;
    m_canvas = new DiffCanvas;
    m_empty = new EmptyState;
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_canvas);
    m_pages->addWidget(m_empty);
    buildToolRow();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolRow);
    column->addWidget(m_messages);
    column->addWidget(m_pages, 1);
    setFocusProxy(m_canvas);
    connect(m_canvas, &DiffCanvas::currentDifferenceChanged, this, [this] {
        updateSummary();
        announce();
    });
    updateSummary();
}

ComparisonView::~ComparisonView() = default;

void ComparisonView::buildToolRow()
{
    m_toolRow = new QWidget;
    m_summary = new QLabel;
    m_summary->setTextFormat(Qt::PlainText);
    m_sideBySide = toolButton({}, tr("Side by side"), tr("Show the two versions beside each other"));
    m_inline = toolButton({}, tr("Inline"), tr("Show removed and added lines below each other"));
    auto *group = new QButtonGroup(this);
    for (QToolButton *button : {m_sideBySide, m_inline}) {
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        group->addButton(button);
    }
    m_sideBySide->setChecked(true);
    m_unchanged = toolButton({}, tr("All lines"), tr("Show unchanged lines too"));
    m_unchanged->setCheckable(true);
    m_unchanged->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_previous = toolButton(icon("find-previous"_L1), tr("Previous change"), tr("Previous change (F8)"));
    m_next = toolButton(icon("find-next"_L1), tr("Next change"), tr("Next change (F7)"));
    m_restore = toolButton(icon("restore"_L1), tr("Restore"), {});
    m_restore->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    auto *row = new QHBoxLayout(m_toolRow);
    row->setContentsMargins(innerSpacing, gridUnit, innerSpacing, gridUnit);
    row->setSpacing(gridUnit);
    row->addWidget(m_summary, 1);
    for (QToolButton *button : {m_restore, m_previous, m_next, m_unchanged, m_sideBySide, m_inline})
        row->addWidget(button);

    connect(m_sideBySide, &QToolButton::clicked, this, [this] {
        m_modeChosen = true;
        setMode(Mode::SideBySide);
    });
    connect(m_inline, &QToolButton::clicked, this, [this] {
        m_modeChosen = true;
        setMode(Mode::Inline);
    });
    connect(m_unchanged, &QToolButton::toggled, this, [this](bool all) { m_canvas->setFolding(!all); });
    connect(m_previous, &QToolButton::clicked, this, &ComparisonView::previousDifference);
    connect(m_next, &QToolButton::clicked, this, &ComparisonView::nextDifference);
    connect(m_restore, &QToolButton::clicked, this, [this] {
        if (m_left.version)
            emit restoreRequested(*m_left.version);
    });
}

Result<ComparisonView::Compared> ComparisonView::computeDifference(ComparisonSide left, ComparisonSide right,
                                                                   std::stop_token stop)
{
    const auto before = decodeText(left.content);
    if (!before)
        return failure(before);
    const auto after = decodeText(right.content);
    if (!after)
        return failure(after);
    Compared compared{.left = std::move(left), .right = std::move(right), .difference = {}, .note = {}};
    auto difference = diffTexts(before->text, after->text, stop);
    if (!difference)
        return failure(difference);
    compared.difference = *std::move(difference);
    if (!before->isEditable() && before->reason != ReadOnlyReason::MixedLineEndings)
        compared.note = before->explanation();
    else if (!after->isEditable() && after->reason != ReadOnlyReason::MixedLineEndings)
        compared.note = after->explanation();
    else if (compared.difference.isIdentical() && compared.left.content != compared.right.content)
        compared.note = tr("The words are the same; only the line breaks or a byte-order mark differ.");
    return compared;
}

void ComparisonView::compare(LibrarySession *session, const ComparisonSide &left, const ComparisonSide &right)
{
    m_session = session;
    m_task = session->runner()
                 .run([left, right](std::stop_token stop) { return computeDifference(left, right, std::move(stop)); })
                 .then(this, [this](Result<Compared> compared) { present(std::move(compared)); });
}

void ComparisonView::compareVersions(LibrarySession *session, const VersionKey &left, const VersionKey &right)
{
    m_session = session;
    m_task = session
                 ->run([left, right](Library &library, std::stop_token stop) -> Result<Compared> {
                     const auto before = library.fetch({left.name, left.version, true}, stop);
                     if (!before)
                         return failure(before);
                     const auto after = library.fetch({right.name, right.version, true}, stop);
                     if (!after)
                         return failure(after);
                     return computeDifference({left.version.toString(), before->content, left},
                                              {right.version.toString(), after->content, right}, stop);
                 })
                 .then(this, [this](Result<Compared> compared) { present(std::move(compared)); });
}

void ComparisonView::compareWith(LibrarySession *session, const VersionKey &left, const QByteArray &content,
                                 const QString &title)
{
    m_session = session;
    m_task =
        session
            ->run([left, content, title](Library &library, std::stop_token stop) -> Result<Compared> {
                const auto before = library.fetch({left.name, left.version, true}, stop);
                if (!before)
                    return failure(before);
                return computeDifference({left.version.toString(), before->content, left}, {title, content, {}}, stop);
            })
            .then(this, [this](Result<Compared> compared) { present(std::move(compared)); });
}

void ComparisonView::present(Result<Compared> compared)
{
    if (!compared) {
        m_messages->post(problem, MessageBar::Kind::Problem, compared.error().message());
        return;
    }
    m_messages->dismiss(problem);
    m_left = std::move(compared->left);
    m_right = std::move(compared->right);
    m_difference = std::move(compared->difference);
    m_canvas->setTitles(m_left.title, m_right.title);
    m_canvas->setDifference(m_difference);
    if (compared->note.isEmpty())
        m_messages->dismiss(u"note"_s);
    else
        m_messages->post(u"note"_s, MessageBar::Kind::Warning, compared->note);
    const bool same = m_left.content == m_right.content;
    m_empty->setContent(icon("check"_L1), tr("No difference"),
                        tr("%1 and %2 are the same to the last byte.").arg(m_left.title, m_right.title));
    m_pages->setCurrentWidget(same ? static_cast<QWidget *>(m_empty) : m_canvas);
    m_ready = true;
    updateSummary();
    emit ready();
}

void ComparisonView::setMode(Mode mode)
{
    m_mode = mode;
    m_sideBySide->setChecked(mode == Mode::SideBySide);
    m_inline->setChecked(mode == Mode::Inline);
    m_canvas->setSideBySide(mode == Mode::SideBySide);
    updateSummary();
}

void ComparisonView::setToolRowVisible(bool visible)
{
    m_toolRow->setVisible(visible);
}

void ComparisonView::setRestorable(bool restorable)
{
    m_restorable = restorable;
    updateSummary();
}

void ComparisonView::nextDifference()
{
    if (const int count = m_canvas->differenceCount(); count > 0)
        m_canvas->goToDifference((m_canvas->currentDifference() + 1) % count);
}

void ComparisonView::previousDifference()
{
    if (const int count = m_canvas->differenceCount(); count > 0)
        m_canvas->goToDifference((std::max(0, m_canvas->currentDifference()) + count - 1) % count);
}

void ComparisonView::updateSummary()
{
    const DiffStats &stats = m_difference.stats();
    QStringList parts;
    if (m_canvas->currentDifference() >= 0)
        parts.append(tr("Change %1 of %2").arg(m_canvas->currentDifference() + 1).arg(m_canvas->differenceCount()));
    if (stats.changed > 0)
        parts.append(tr("%n line(s) changed", nullptr, stats.changed));
    if (stats.added > 0)
        parts.append(tr("%n added", nullptr, stats.added));
    if (stats.removed > 0)
        parts.append(tr("%n removed", nullptr, stats.removed));
    m_summary->setText(parts.join(u" · "_s));
    const bool any = m_canvas->differenceCount() > 0;
    m_next->setEnabled(any);
    m_previous->setEnabled(any);
    m_unchanged->setEnabled(any);
    m_restore->setVisible(m_restorable && m_left.version.has_value());
    if (m_left.version) {
        m_restore->setText(tr("Restore %1…").arg(m_left.version->version.toString()));
        m_restore->setAccessibleName(m_restore->text());
        m_restore->setToolTip(tr("Publish the content of %1 as a new version").arg(m_left.version->version.toString()));
    }
}

void ComparisonView::announce()
{
    const QString text = m_canvas->describeCurrent();
    m_canvas->setAccessibleDescription(text);
    QAccessibleAnnouncementEvent event(m_canvas, text);
    QAccessible::updateAccessibility(&event);
}

void ComparisonView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_F7)
        nextDifference();
    else if (event->key() == Qt::Key_F8)
        previousDifference();
    else
        QWidget::keyPressEvent(event);
}

void ComparisonView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (!m_modeChosen)
        setMode(width() < narrowWidth ? Mode::Inline : Mode::SideBySide);
}

} // namespace pulse::ui
