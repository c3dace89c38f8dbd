package emulator

import (
	"encoding/json"
	"fmt"
)

// takeVideo takes the id of an asset that is already there. No public call uploads one.
func takeVideo(c *call, l *Lesson, raw json.RawMessage) error {
	id, err := decode[*string](raw)
	if err != nil {
		return err
	}
	if id == nil {
		l.Video = ""
		return nil
	}
	if v, ok := c.world.videos[*id]; !ok || v.Account != c.key.Account {
		return fmt.Errorf("there is no video %s", *id)
	}
	l.Video = *id
	return nil
}

type videoView struct {
	ID              string  `json:"id"`
	AssetID         *string `json:"asset_id"`
	PlaybackID      *string `json:"playback_id"`
	SignedPlayback  *string `json:"signed_playback_id"`
	Status          string  `json:"status"`
	AudioOnly       bool    `json:"audio_only"`
	Seconds         *int    `json:"duration_seconds"`
	VideoToken      *string `json:"signed_video_playback_token"`
	ThumbnailToken  *string `json:"signed_thumbnail_playback_token"`
	StoryboardToken *string `json:"signed_storyboard_playback_token"`
	CreatedAt       string  `json:"created_at"`
	UpdatedAt       string  `json:"updated_at"`
	FinishedAt      *string `json:"finished_uploading_at"`
}

func showVideo(c *call, id string) *videoView {
	v, ok := c.world.videos[id]
	if !ok {
		return nil
	}
	at := spellTime(v.CreatedAt)
	return &videoView{
		ID: v.ID, AssetID: new(c.world.seed.secret(v.Born)), SignedPlayback: new(signedPlayback(v)),
		Status: "ready", Seconds: &v.Seconds,
		VideoToken: new(c.token(v.ID)), ThumbnailToken: new(c.token(v.ID)), StoryboardToken: new(c.token(v.ID)),
		CreatedAt: at, UpdatedAt: at, FinishedAt: &at,
	}
}

type treeVideo struct {
	Playback *string `json:"signed_playback_id"`
	Token    *string `json:"signed_thumbnail_playback_token"`
	Seconds  *int    `json:"duration_seconds"`
}

func showTreeVideo(c *call, id string) *treeVideo {
	v, ok := c.world.videos[id]
	if !ok {
		return nil
	}
	return &treeVideo{Playback: new(signedPlayback(v)), Token: new(c.token(v.ID)), Seconds: &v.Seconds}
}

func signedPlayback(v Video) string { return "signed" + v.ID[len("mux_"):] }
